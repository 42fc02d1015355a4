"""The strip below the run bar that a lesson speaks in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.lessons.lesson_run import LessonRun, Phase
from core.messages import tr, translate
from gui import theme
from gui.commands import with_keys
from gui.lessons.sketch_canvas import SketchCanvas
from gui.widgets.button import ButtonKind, link_button, push_button
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.fitting_area import QT_MOST, FittingArea
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.plain_text import plain_label
from gui.widgets.section import FOLDED, OPEN

MOST_ANSWERS = 4
# Pixels of the words in a low window, three lines.
COMPACT = 48


class LessonPanel(QWidget):
    """Show the step of a lesson: what one expects, what to do, what is missing, why it is so.

    `answered` carries the number of an answer, from 1; `sketched` the costs that were drawn.
    `appeared` comes when it is shown or hidden.
    """

    answered = Signal(int)
    sketched = Signal(tuple)
    hint_wanted = Signal()
    next_wanted = Signal()
    again_wanted = Signal()
    leave_wanted = Signal()
    appeared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lesson")
        self.setAccessibleName(tr("Lesson"))
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.fold = push_button(
            "lesson_fold", "", tr("Fold the lesson to one line, or unfold it"), ButtonKind.HEADING
        )
        self.fold.setFont(theme.heading_font())
        self.place = theme.make_muted(plain_label())
        self.brief = theme.make_muted(ElidedLabel())
        self.hint = link_button(
            "lesson_hint", tr("Hint"), tr("Show what to try, if you want to be told")
        )
        self.again = link_button(
            "lesson_again", tr("Begin again"), tr("Begin this lesson again, from its first step")
        )
        self.leave = link_button(
            "lesson_leave",
            tr("Leave the lesson"),
            tr("Put your own work back on the bench, just as it was"),
        )
        self.text, self.missing = plain_label(), theme.make_muted(plain_label())
        self.text.setObjectName("lesson_text")
        self.missing.setObjectName("lesson_missing")
        for label in (self.text, self.missing):
            label.setWordWrap(True)
        self.answers = [
            push_button(f"lesson_answer_{number}", "", tr("Answer so"))
            for number in range(1, MOST_ANSWERS + 1)
        ]
        self.sketch = SketchCanvas()
        self.keep_sketch = push_button(
            "lesson_keep_sketch",
            tr("Compare with this sketch"),
            tr("Keep what you drew: the real curve is drawn beside it"),
        )
        self.next = push_button("lesson_next", "", "", ButtonKind.PRIMARY)
        # Nothing moves when it comes.
        policy = self.next.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.next.setSizePolicy(policy)
        self._is_folded = False
        self._run: LessonRun | None = None
        self._build()
        self._connect()
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.appeared.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.appeared.emit()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2 * theme.SPACE)
        top.addWidget(self.fold)
        top.addWidget(self.place)
        top.addWidget(self.next)
        top.addWidget(self.brief, 1)
        for button in (self.hint, self.again, self.leave):
            top.addWidget(button)
        buttons = QWidget()
        flow = FlowLayout(theme.SPACE)
        buttons.setLayout(flow)
        for button in (*self.answers, self.keep_sketch, self.next):
            # Return presses what has the focus, as it does in a dialog.
            button.setAutoDefault(True)
        for button in (*self.answers, self.keep_sketch):
            flow.addWidget(button)
        words = QVBoxLayout()
        words.setSpacing(theme.TIGHT)
        for part in (self.text, self.missing, buttons):
            words.addWidget(part)
        words.addStretch(1)
        inner = QWidget()
        body = QHBoxLayout(inner)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(2 * theme.SPACE)
        body.addWidget(self.sketch, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(words, 1)
        self._body = FittingArea(inner)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE + 4, theme.TIGHT, theme.SPACE, theme.SPACE)
        column.setSpacing(theme.TIGHT)
        column.addLayout(top)
        column.addWidget(self._body)

    def _connect(self) -> None:
        for number, button in enumerate(self.answers, 1):
            button.clicked.connect(lambda _=False, number=number: self.answered.emit(number))
        self.sketch.drawn.connect(self._allow_keeping)
        self.keep_sketch.clicked.connect(lambda: self.sketched.emit(self.sketch.costs))
        self.hint.clicked.connect(lambda: self.hint_wanted.emit())
        self.next.clicked.connect(lambda: self.next_wanted.emit())
        self.again.clicked.connect(lambda: self.again_wanted.emit())
        self.leave.clicked.connect(lambda: self.leave_wanted.emit())
        self.fold.clicked.connect(lambda: self.set_folded(not self._is_folded))

    def set_compact(self, on: bool) -> None:
        """Save height, so that a low window keeps its plots: long words are scrolled there."""
        around = 0 if on else theme.TIGHT
        self._column.setContentsMargins(theme.SPACE + 4, around, theme.SPACE, 2 * around)
        self._column.setSpacing(around)
        self._body.set_most(COMPACT if on else QT_MOST)

    def set_folded(self, folded: bool) -> None:
        """Show one line alone, or everything."""
        self._is_folded = folded
        self._body.setVisible(not folded)
        self._name_fold()

    def show_step(self, run: LessonRun) -> None:
        """Show a lesson where it stands, from the beginning of a step."""
        self._run = run
        sketch = run.step.sketch
        self.sketch.setVisible(sketch is not None)
        if sketch:
            self.sketch.show_sketch(sketch, run.sketched)
        question = run.step.question
        texts = question.answers if question else ()
        for number, button in enumerate(self.answers):
            text = translate(texts[number]) if number < len(texts) else ""
            button.setText(text.replace("&", "&&"))
            button.setAccessibleName(text)
        self.show()
        self.set_folded(False)
        self.show_phase(run)

    def show_phase(self, run: LessonRun) -> None:
        """Show where the step stands now."""
        step, expects, done = run.step, run.phase is Phase.EXPECT, run.phase is Phase.DONE
        asks = expects and step.question is not None and not run.answer
        for button in self.answers:
            button.setVisible(asks and bool(button.text()))
        self.keep_sketch.setVisible(expects and not asks)
        self._allow_keeping()
        self.next.setVisible(done)
        self.next.setText(tr("End the lesson") if run.is_last else tr("Next step"))
        self.next.setAccessibleName(self.next.text())
        self.next.setToolTip(with_keys(_next_tip(run), "lesson_next"))
        self.hint.setVisible(bool(step.hint) and not done and not run.hint_shown)
        self.text.setText(_text(run))
        self.missing.setVisible(run.phase is Phase.DO)
        self.show_news(run)
        self._name_fold()

    def show_news(self, run: LessonRun) -> None:
        """Show what the bench has measured meanwhile."""
        wanted = "  ·  ".join(run.missing() or [])
        text = tr("Still wanted: {conditions}").format(conditions=wanted) if wanted else ""
        if text != self.missing.text():
            self.missing.setText(text)
        if run.sketched and run.snapshot:
            self.sketch.show_curve(run.snapshot.train_cost)

    def _allow_keeping(self) -> None:
        self.keep_sketch.setEnabled(bool(self.sketch.costs))

    def _name_fold(self) -> None:
        run = self._run
        if run is None:
            return
        sign = FOLDED if self._is_folded else OPEN
        title = translate(run.lesson.title)
        self.fold.setText(f"{sign} {title}")
        self.fold.setAccessibleName(title)
        place = tr("Step {number} of {total}").format(
            number=run.number, total=len(run.lesson.steps)
        )
        self.place.setText(tr("Challenge") if run.lesson.is_challenge else place)
        self.brief.setText(_text(run).replace("\n", " ") if self._is_folded else "")


def _text(run: LessonRun) -> str:
    """Return what is asked, what is to be done, or why it is so."""
    step, question = run.step, run.step.question
    if run.phase is Phase.EXPECT:
        if question and not run.answer:
            return translate(question.text)
        return tr(
            "Draw with the mouse, in the empty frame, the cost that you expect while the network "
            "trains."
        )
    if run.phase is Phase.DO:
        lines = [translate(step.do)]
        if run.hint_shown:
            lines.append(translate(step.hint))
        return "\n".join(lines)
    return "\n".join(filter(None, [_verdict(run), translate(step.explanation)]))


def _next_tip(run: LessonRun) -> str:
    return tr("Put your own work back, just as it was") if run.is_last else tr("Go on")


def _verdict(run: LessonRun) -> str:
    question = run.step.question
    if question is None:
        if run.sketch_gap is not None:
            return tr(
                "Your sketch is dashed, the cost is the other line: on average {gap:.2f} apart."
            ).format(gap=run.sketch_gap)
        return tr("Reached.") if run.lesson.is_challenge else tr("There it is.")
    if run.is_answered_right:
        text = tr("As you expected: {answer}.")
        if run.is_seen:
            text = tr("As was to be seen before you answered: {answer}.")
    else:
        text = tr('You expected "{given}". The answer is "{answer}".')
    return text.format(
        given=translate(question.answers[run.answer - 1]).rstrip("."),
        answer=translate(question.answers[question.right - 1]).rstrip("."),
    )
