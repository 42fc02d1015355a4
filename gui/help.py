"""The table HELP: what a view shows, or what a control does, its formula, and what to try."""

from dataclasses import dataclass
from html import escape

from PySide6.QtWidgets import QWidget

from core.messages import to_translate, tr, translate


@dataclass(frozen=True, slots=True)
class Help:
    """One view or control as a row of a table; its formula is empty where there is none."""

    what: str
    formula: str
    to_try: str


VIEW_HELP = {
    "cost_plot": Help(
        to_translate(
            "The cost is the mean loss of all samples, what training makes small: that of training "
            "has the penalties (L2, L1) in it too and that of the test has not, so it can begin "
            "above the test cost. "
            "The curves are of the training samples and of the test samples, which the network "
            "never learns from; faint ones are earlier runs, and a dashed line is the least cost "
            "there is, where least squares can solve dJ/dW = 0 (no hidden layer, half squared "
            "error, identity output). "
            "Where the test cost rises while the training cost falls, the network learns its "
            "samples by heart."
        ),
        to_translate(
            "J = 1/m Σ L(a, y), and with L2 also λ / (2 m) Σ W², where m is the samples of a "
            "batch; log is the natural one"
        ),
        to_translate(
            "Train, then double the learning rate and train again: the earlier run stays faint "
            "behind the new one. Click the curve to look at that iteration in every view."
        ),
    ),
    "accuracy_plot": Help(
        to_translate(
            "The accuracy is the share of samples that the network answers rightly, by the usual "
            "threshold: another one that you use in answers is counted by in Predictions alone. "
            "The dashed line is what one answer for all would reach: a network at that line has "
            "learned nothing of use. "
            "The band is where the accuracy on other samples of the same kind lies with 95 % "
            "confidence, going by the number of test samples."
        ),
        to_translate("accuracy = right answers / samples"),
        to_translate("Keep a larger share of the samples for testing: the band gets narrower."),
    ),
    "health": Help(
        to_translate(
            "Health looks for what goes wrong in a run, causes before what they explain. "
            "Each sentence names the layer and the numbers that were measured. "
            "A button beside it changes the setting that may help, and trains at once."
        ),
        to_translate("a ReLU unit is dead if a = 0 for every sample; its gradient is then 0, too"),
        to_translate(
            "Set the scale of the weights to 0, or the learning rate to ten times as much, and "
            "train."
        ),
    ),
    "activations_view": Help(
        to_translate(
            "Each map is a hidden layer: a line is a unit, a column is a sample, the colour is "
            "the activation, and the histogram shows how all activations of the layer are spread. "
            "Units that output 0 for every sample are dead, and those on the flat ends of their "
            "function are saturated: both hardly learn. "
            "A unit one by one shows the samples that it answers most and least, each with its "
            "activation, and its weights; a sample shows the activation of each unit as a bar."
        ),
        to_translate("Z[l] = W[l] A[l-1] + b[l];  A[l] = g(Z[l])"),
        to_translate(
            "Set the scale of the weights to 0 and train: all units of a layer stay alike. Click a "
            "line of a map for the samples that its unit answers most; Shift and a click show what "
            "every layer answers to that sample."
        ),
    ),
    "weights_view": Help(
        to_translate(
            "These are the weights of one layer, all on one scale of colours. "
            "Where the data are pictures, each unit of layer 1 has a picture of its weights: what "
            "it adds for, and what it takes away for. "
            "Beside it one unit's sum for the picked sample is written out."
        ),
        to_translate("z = Σ w · x + b for each unit; W[l] is (n[l], n[l-1])"),
        to_translate(
            "Train on pictures without a hidden layer: one picture says what speaks for the class. "
            "Then raise L2 and train again: the weights get smaller."
        ),
    ),
    "gradients_view": Help(
        to_translate(
            "The first curves are the size of every layer's gradient, the second ones how far a "
            "step moves its weights. "
            "Where the gradients of the first layers are far smaller than those of the last, they "
            "vanish on their way back and these layers hardly learn. "
            "Steps of about a thousandth of the weights are usual."
        ),
        to_translate("dW[l] = 1/m dZ[l] A[l-1]ᵀ;  dZ[l] = W[l+1]ᵀ dZ[l+1] * g'(Z[l])"),
        to_translate(
            "Take six layers of sigmoid units and train; then choose ReLU for all, with the "
            "initialisation He."
        ),
    ),
    "functions_view": Help(
        to_translate(
            "The curves are the activation function of one layer and its slope, and the bars are "
            "the sums z that the layer really gets. "
            "Learning goes through the slope: where it is near 0, hardly any gradient comes back. "
            "The words say what share of the sums is there."
        ),
        to_translate("a = g(z);  sigmoid: g' = a (1 - a), tanh: g' = 1 - a², ReLU: g' = 0 or 1"),
        to_translate(
            "Choose sigmoid and raise the scale of the weights to 10: the sums move to the flat "
            "ends."
        ),
    ),
    "start_view": Help(
        to_translate(
            "Each column is a way to draw the first weights, before any training; the first is "
            "yours. "
            "The histograms show how the activations are spread from layer to layer, and the bars "
            "how large the gradient is there beside that of the output. "
            "A good start keeps both at about the same size in every layer."
        ),
        to_translate(
            "He: W = N(0, 1) · √(2 / n[l-1]), for ReLU;  Xavier: W = N(0, 1) · √(2 / (n[l-1] + "
            "n[l]))"
        ),
        to_translate(
            "Take eight layers, and compare the column that is yours with that of He. Click a "
            "column to begin like that."
        ),
    ),
    "boundary_view": Help(
        to_translate(
            "The colour of the plane is what the network answers at that point, strong where it "
            "is sure. "
            "The line between the colours is the decision boundary, and the points are the "
            "samples. "
            "Each small plane beside it is what one hidden unit answers; along a single input the "
            "answer is a curve, with a mark where a unit bends it."
        ),
        to_translate("two classes: the answer is class 1 where a[L] = g(z[L]) > 0.5"),
        to_translate(
            "Take no hidden layer: the boundary is a straight line. Then add a layer of four "
            "units, and train; or paint points of your own."
        ),
    ),
    "cost_surface_view": Help(
        to_translate(
            "This is the cost about the weights of now, over two directions in the space of all "
            "weights. "
            "The path is how training came here, laid down onto this plane; its costs were other "
            "than those of the places below it, except at the star, where it "
            "stands; two losses, or two scalings of the inputs, have a surface and a descent each, "
            "side by side. "
            "A long narrow valley lets descent zigzag, a flat plain lets it stand still."
        ),
        to_translate("J(W + s · d1 + t · d2), for steps s and t along two directions d1 and d2"),
        to_translate(
            "Take no hidden layer and compare two losses: cross-entropy is a funnel, half squared "
            "error with a sigmoid has plains. On Houses compare two scalings: a ravine, and a "
            "bowl that lets rates be thousands of times as large."
        ),
    ),
    "runs_view": Help(
        to_translate(
            "Runs that are over are kept here, with their settings and curves. "
            "Choose two or more, and it says what differs in their settings and in their results. "
            "Only runs that differ in one thing, from the same first weights, tell what that "
            "thing does."
        ),
        to_translate("a fair comparison: one setting differs, data and seed do not"),
        to_translate(
            "Train, change one setting, train again, and choose both runs. The menu Run trains "
            "from several seeds: how much of a difference is luck? It cross-validates, too: how "
            "good is it on every sample?"
        ),
    ),
    "predictions_view": Help(
        to_translate(
            "The matrix counts what the network answers to the samples of every class: right "
            "answers stand on the diagonal. "
            "Choose a cell to see its samples, the surest answers first; drag the threshold above "
            "which the second of two classes, or a label, is answered. "
            "Under Your pictures it answers for pictures that it has never seen."
        ),
        to_translate("accuracy = diagonal / all;  recall of a class = its right answers / its row"),
        to_translate(
            "Drop a picture here, or paste one that you have copied. Double-click a mistake to see "
            "in Sample what pushed the answer."
        ),
    ),
    "calibration_view": Help(
        to_translate(
            "Here the probabilities of the network become its answers: Threshold has the ROC and "
            "the precision-recall curve of two classes, and the point on both from which on the "
            "second is answered. "
            "Probabilities compares what is said with what comes true, and divides z by the "
            "temperature T that suits the test samples best. "
            "None of these refuses what the network is not sure of, or what is far from all that "
            "it has learned from; files of the network answer so, too."
        ),
        to_translate(
            "recall = found / all there;  precision = found / answered so;  "
            "softmax(z / T);  d = min |f - f_train|"
        ),
        to_translate(
            "Drag the threshold to where no more than one in twenty is missed, and press Use in "
            "answers. Let far pictures be refused, and drop one of another kind in Predictions."
        ),
    ),
    "data_view": Help(
        to_translate(
            "These are the samples that the network learns from and is tested on, class by class. "
            "Files that look wrong are listed by what was found: copies, odd sizes, labels that "
            "networks doubt which have not learned them, pictures that could not be read. "
            "What you leave out or give another class changes this experiment, and never a file."
        ),
        to_translate("a picture is a column x of size · size · 3 numbers; X is (n[0], m)"),
        to_translate(
            "Choose a class on the left, pick a picture that is in the wrong one, and press the "
            "number of the right class."
        ),
    ),
    "sample_view": Help(
        to_translate(
            "This is one sample: what the network saw of it, what it answers, and at the right the "
            "training samples most like it, by the numbers that the network reads. "
            "In the product of weights and inputs red adds to the sum z of a unit, and blue takes "
            "away from it. "
            "The grey patch covers one place of a picture after the other: where that lowers the "
            "probability of the answer the picture is blue, where it raises it red."
        ),
        to_translate("z = Σ w · x + b;  distance of two samples = √ Σ (x - x')²"),
        to_translate(
            "Pick a mistake in Predictions and come here: is the answer pushed by the thing, or by "
            "its background?"
        ),
    ),
    "map_view": Help(
        to_translate(
            "The map answers questions by trying: which rate, which network, which start, and "
            "whether more pictures would help. "
            "Runs for it are made beside the one on the bench, which stays as it is. "
            "Each question ends in a sentence with its numbers, and a button that takes the answer "
            "over; that can be undone."
        ),
        to_translate("rate test: α grows by a constant factor at every update; J is read for it"),
        to_translate(
            "Ask which rate, take it over, and train: how much further does the cost come down in "
            "as many updates?"
        ),
    ),
    "calculation_view": Help(
        to_translate(
            "This is how the network computes its answer to the picked sample, and how the error "
            "goes back through it: every number is that of the run's own passes, without dropout. "
            "A click on a unit, the wheel (with Ctrl where the page scrolls), or Enter after the "
            "arrow keys zooms into it, the wheel goes on to the matrices, and Escape out again; a "
            "term that is chosen shows the slopes that the samples give its weight, and their "
            "mean. The loss is of this one sample, and the cost is the mean of the losses of all."
        ),
        to_translate("z = Σ w · x + b;  a = g(z);  dL/dz = dL/da · g'(z);  dL/dw = dL/dz · x"),
        to_translate(
            "Pick a sample that is answered wrongly: its loss is far above the cost of all. Then "
            "train on, and watch both fall."
        ),
    ),
}

CONTROL_HELP = {
    "data_kind": Help(
        to_translate(
            "The data that the network learns from: a folder of pictures, a file of arrays, or "
            "points that are drawn here. Another choice begins a new run."
        ),
        to_translate("X is (n[0], m): a sample is a column"),
        to_translate("Begin with Flower or Moons, where everything can be seen in the plane."),
    ),
    "open_folder": Help(
        to_translate(
            "Opens data of your own: a folder that holds one folder of pictures for each class. "
            "The names of these folders become the names of the classes."
        ),
        "",
        to_translate("Drop such a folder anywhere on the window: that opens it, too."),
    ),
    "suggest": Help(
        to_translate(
            "Chooses settings that suit this data, and says why for each. What you have set by "
            "hand stays, and one click takes the suggestions back."
        ),
        "",
        to_translate("Open a folder, take the suggestions, and train."),
    ),
    "samples": Help(
        to_translate("Some samples as the network receives them. A click picks one for all views."),
        "",
        to_translate("Change the picture size, and see how much the network still gets to see."),
    ),
    "skipped": Help(
        to_translate(
            "Files that could not be used, each with its reason. The network learns from the rest."
        ),
        "",
        to_translate("Copy the list, put the files right, and read the data again."),
    ),
    "cancel_loading": Help(
        to_translate("Stops reading. The data of before stays on the bench, with its network."),
        "",
        to_translate("Take smaller pictures where reading or training takes too long."),
    ),
    "data.size": Help(
        to_translate(
            "Every picture is made so many pixels wide and high before the network sees it. More "
            "pixels show more, and make layer 1 larger and slower."
        ),
        to_translate("n[0] = size · size · 3 in colour, size · size in grey"),
        to_translate("Halve it: is the accuracy any worse? The run is much faster."),
    ),
    "colour": Help(
        to_translate("Whether a pixel is three numbers, red, green and blue, or one, its grey."),
        to_translate("n[0] = size · size · 3, or size · size"),
        to_translate("Take the colour away: what the network loses by it was told by colour."),
    ),
    "data.fit": Help(
        to_translate(
            "How a picture that is not square becomes one: stretched, cut to its middle, or padded "
            "with the background."
        ),
        "",
        to_translate("Watch the pictures above while you change it."),
    ),
    "data.background": Help(
        to_translate(
            "The colour that shows through where a picture is transparent, and beside a padded one."
        ),
        "",
        to_translate("Choose the colour that your other pictures have at their edges."),
    ),
    "data.grey_range": Help(
        to_translate(
            "Which values are black and white in pictures of more than 8 bits: those that occur "
            "in the folder, or the ends of the kind of number."
        ),
        "",
        to_translate("Take the measured range where the pictures are nearly black in full."),
    ),
    "data.scaling": Help(
        to_translate(
            "What the inputs are shifted and divided by. Inputs of one size about 0 make the cost "
            "less of a ravine, and larger learning rates work."
        ),
        to_translate("standardised: x = (x - mean) / standard deviation of the training samples"),
        to_translate("Train with and without it at the same learning rate, and compare in Runs."),
    ),
    "data.flatten": Help(
        to_translate(
            "How pictures are turned to columns: each to its own. Flattened across each other, as "
            "pictures.reshape(-1, m) does, a column holds pixels of all pictures; the shapes are "
            "right, and nothing that is learned helps with new pictures."
        ),
        to_translate("X = pictures.reshape(m, -1).T, not pictures.reshape(-1, m)"),
        to_translate("Train with each: the wrong way still learns, and fails on the test."),
    ),
    "data.category_code": Help(
        to_translate(
            "What a category becomes. One-hot gives each value an input of its own, so that no two "
            "are nearer to each other; as integers the third seems farther from the first than the "
            "second does, which is not true of cities."
        ),
        to_translate("one-hot: (1, 0, 0), (0, 1, 0), (0, 0, 1); integer: 1, 2, 3"),
        to_translate(
            "Look at the distances in the Data view, train once with each, and compare in Runs."
        ),
    ),
    "data.missing": Help(
        to_translate(
            "What a cell without a number becomes: the mean of the training rows. An input that "
            "says so besides lets the network learn whether being missing means something."
        ),
        to_translate("x = mean, and x' = 1 where it is missing, else 0"),
        to_translate("Empty some cells of a column that matters, and train with each."),
    ),
    "data.samples": Help(
        to_translate(
            "How many samples are drawn. More of them show the true shape, and every pass takes "
            "longer."
        ),
        to_translate("m, the number of columns of X"),
        to_translate("Take 20 points and a large network: it learns them by heart."),
    ),
    "data.noise": Help(
        to_translate(
            "How far the points stray from their shape. With much of it the classes overlap, and "
            "no network can be right everywhere."
        ),
        "",
        to_translate("Raise it, and watch the gap between train and test accuracy."),
    ),
    "data.test_share": Help(
        to_translate(
            "The share of every class that the network never learns from. The accuracy on these "
            "samples says what it is worth on others."
        ),
        to_translate("m train + m test = all samples"),
        to_translate("Take 20 %: the accuracy shows two curves."),
    ),
    "data.train_share": Help(
        to_translate(
            "The share of the training samples that is learned from, of every class alike; the "
            "others are left aside. It shows what more samples would add."
        ),
        to_translate("m learned from = share · m train"),
        to_translate("Take 25 %, then 100 %: how much does the test accuracy gain?"),
    ),
    "data.split_seed": Help(
        to_translate(
            "Another number keeps other samples for testing, of every class as many as before."
        ),
        "",
        to_translate("Try a few: the test accuracy changes by luck alone."),
    ),
    "data.groups": Help(
        to_translate(
            "Frames of one film, a burst, or copies of one picture are nearly the same. With some "
            "of them learned, the others test nothing, so they stay on one side together."
        ),
        "",
        to_translate("Choose none: a test accuracy that rises was flattered."),
    ),
    "data.labels": Help(
        to_translate(
            "A picture can have several labels at once, or none. Each has an output of its own, a "
            "sigmoid that says yes or no: they do not share one certainty, as classes do. Where a "
            "table beside the pictures gives each one label, these are classes."
        ),
        to_translate("a_k = σ(z_k) for every label k"),
        to_translate("Look at Predictions: each label has its own matrix."),
    ),
    "columns": Help(
        to_translate(
            "The view Data lists the columns of the table: which are learned from, as numbers or "
            "as categories, which one is the target, or which several are, and which are left out."
        ),
        "",
        to_translate("Make another column the target, and learn it from the rest."),
    ),
    "test_folder": Help(
        to_translate(
            "Tests on a folder, or on a file of arrays, that was collected apart, in place of a "
            "share of the samples."
        ),
        "",
        to_translate("Test on pictures that another camera has taken."),
    ),
    "hidden_layers": Help(
        to_translate(
            "How many layers stand between the inputs and the output. None is logistic "
            "regression: one straight boundary."
        ),
        to_translate("A[l] = g(W[l] A[l-1] + b[l])"),
        to_translate("Take none, then one, then three on Flower, each trained to its end."),
    ),
    "layer": Help(
        to_translate(
            "How many units this layer has. Each is one more direction in which its inputs are "
            "looked at."
        ),
        to_translate("W[l] is (n[l], n[l-1]), b[l] is (n[l], 1)"),
        to_translate("Drag it up and down with Live on, and watch the boundary."),
    ),
    "activation": Help(
        to_translate(
            "What bends the sums of this layer's units. Without a bend all layers together are no "
            "more than one."
        ),
        to_translate("a = g(z)"),
        to_translate("Compare the slopes of two of them in Functions."),
    ),
    "network.activation": Help(
        to_translate("The activation of all hidden layers at once."),
        to_translate("A[l] = g(Z[l])"),
        to_translate("Choose identity: several layers are then no more than logistic regression."),
    ),
    "network.leak": Help(
        to_translate(
            "The slope of leaky ReLU for negative sums. It lets units learn that ReLU would leave "
            "dead."
        ),
        to_translate("g(z) = max(leak · z, z)"),
        to_translate("Set it to 0, which is ReLU, and to 1, which is identity."),
    ),
    "training.learning_rate": Help(
        to_translate(
            "How long a step is. Too small, and a run takes very many iterations; too large, and "
            "it jumps over the bottom and diverges."
        ),
        to_translate(
            "gradient descent: W = W - α dW;  momentum: W = W - α v;  Adam: W = W - α v̂ / (√ŝ + ε)"
        ),
        to_translate("Turn Live on and drag it from the left end to the right."),
    ),
    "training.iterations": Help(
        to_translate("How many times the weights are updated."),
        to_translate("an iteration is one update; in batches an epoch is several"),
        to_translate("Raise it when the cost is still falling at the end."),
    ),
    "training.epochs": Help(
        to_translate("How many times the training goes through all samples."),
        to_translate("iterations (updates) = epochs · ⌈m / batch size⌉"),
        to_translate("Halve the batch size: there are twice as many updates in an epoch."),
    ),
    "training.batch_size": Help(
        to_translate(
            "How many samples an update looks at. Few of them make quick steps in a direction that "
            "is only roughly right; 0 takes all samples each time."
        ),
        to_translate("dW = mean of the gradients of the samples in the batch"),
        to_translate("Take 32: an epoch is then many small steps in place of one."),
    ),
    "training.optimiser": Help(
        to_translate(
            "How a gradient becomes a step: as it is, averaged with those before, or divided by "
            "its usual size."
        ),
        to_translate("gradient descent: W = W - α dW;  momentum: v = β v + (1 - β) dW"),
        to_translate(
            "Train Moons with momentum and with Adam at the same learning rate, and compare."
        ),
    ),
    "training.loss": Help(
        to_translate("What is made small: how wrong an answer is for one sample."),
        to_translate(
            "cross-entropy of two classes: L = -(y ln a + (1 - y) ln(1 - a)); half squared "
            "error: L = (a - y)^2 / 2; hinge: L = max(0, 1 - s z), s = -1 or 1; perceptron: "
            "L = max(0, -s z)"
        ),
        to_translate(
            "Look at the first cost: with two classes and small first weights it is near ln 2."
        ),
    ),
    "training.class_weights": Help(
        to_translate(
            "How much the loss of a sample counts, by its class. Where one class has many more "
            "samples than another, answering it always costs little; balanced weights let all "
            "classes weigh alike. Predictions are then right more often for the rare class, and "
            "less often for the frequent one."
        ),
        to_translate("J = 1/m Σ c L;  balanced: c = m / (classes · samples of the class)"),
        to_translate(
            "Train with all alike and look at the confusion in Predictions, then take balanced and "
            "train again."
        ),
    ),
    "network.output": Help(
        to_translate(
            "What the last layer makes of its sums. A sigmoid answers between 0 and 1, identity "
            "any number, ReLU none below 0. Each loss has those that suit it, one of them usual."
        ),
        to_translate("A[L] = g(Z[L])"),
        to_translate(
            "Take half squared error on two classes, once with a sigmoid and once with identity: "
            "the first learns slowly where its answers are far off, at the flat ends."
        ),
    ),
    "network.precision": Help(
        to_translate(
            "How many digits every number has. Single precision is faster on large networks, and "
            "its runs differ in their digits."
        ),
        "",
        to_translate("Ask in the menu Run whether rounding matters here."),
    ),
    "network.scale": Help(
        to_translate(
            "Multiplies every first weight. At 0 all units of a layer stay the same; too large, "
            "and sigmoid and tanh begin on their flat ends."
        ),
        to_translate("W = scale · what the initialisation draws"),
        to_translate("Drag it and watch Start; then train with 0, 0.01 and 10."),
    ),
    "network.initialisation": Help(
        to_translate(
            "How the first weights are drawn. In deep networks the weights must fit the number of "
            "units before, or the signal dies or grows from layer to layer."
        ),
        to_translate("He: √(2 / n[l-1]) for ReLU;  normal / √n: √(1 / n[l-1])"),
        to_translate("Take eight layers and compare the columns in Start."),
    ),
    "network.seed": Help(
        to_translate(
            "The number that the random first weights are drawn from. The same seed gives the same "
            "run, so that two runs differ by what you changed alone."
        ),
        "",
        to_translate("Change it: how much of the result was luck?"),
    ),
    "training.momentum": Help(
        to_translate(
            "How much of the average of earlier gradients stays in each step. It keeps going "
            "along a valley, and to and fro cancels out."
        ),
        "v = β v + (1 - β) dW",
        to_translate("Take 0, which is gradient descent, and 0.9."),
    ),
    "training.beta2": Help(
        to_translate("How much of the average of earlier squared gradients stays in each step."),
        "s = β₂ s + (1 - β₂) dW²",
        to_translate("0.999 is usual; a smaller one forgets large gradients sooner."),
    ),
    "training.epsilon": Help(
        to_translate("A small number that keeps the division by √s from dividing by 0."),
        to_translate("RMSprop: W = W - α dW / (√s + ε)"),
        to_translate("Raise it to 1: the squares then hardly count."),
    ),
    "training.weight_decay": Help(
        to_translate(
            "Each step also takes a share of the weights off, and nothing off the biases."
        ),
        "W = W - α λ W",
        to_translate("Raise it, and see in Weights how they shrink."),
    ),
    "training.schedule": Help(
        to_translate(
            "How the learning rate changes from epoch to epoch: large at first to come near, small "
            "later to settle."
        ),
        to_translate("inverse time: α = α₀ / (1 + rate · epoch)"),
        to_translate("Take batches, where a constant rate keeps the cost trembling, and cosine."),
    ),
    "training.decay_rate": Help(
        to_translate("How fast inverse time makes the learning rate smaller."),
        to_translate("α = α₀ / (1 + rate · epoch)"),
        to_translate("Take 1: the rate falls fast at first, and ever slower."),
    ),
    "training.decay_factor": Help(
        to_translate("What the learning rate is multiplied by at each change."),
        to_translate("step: α = α₀ · factor^⌊epoch / interval⌋"),
        to_translate("Take 0.5 for halves."),
    ),
    "training.decay_interval": Help(
        to_translate("How many epochs pass from one change of the learning rate to the next."),
        to_translate("⌊epoch / interval⌋ changes so far"),
        to_translate("Take a tenth of all epochs, and look for steps in the cost."),
    ),
    "training.l2": Help(
        to_translate(
            "Adds the squares of the weights to the cost, so that large weights are dear. It helps "
            "against learning by heart."
        ),
        "J + λ / (2 m) · Σ W²",
        to_translate("Raise it until the gap between train and test gets smaller."),
    ),
    "training.l1": Help(
        to_translate("Adds the sizes of the weights to the cost: many weights go to 0."),
        "J + λ / m · Σ |W|",
        to_translate("Raise it, and look in Weights for inputs that no longer count."),
    ),
    "training.flip": Help(
        to_translate(
            "Flips half of the pictures, drawn anew in every epoch. What is a cat is one in the "
            "mirror, too; a digit or a letter is not. Costs and accuracies of the curves on top, "
            "but for the train cost, are of the pictures as they are."
        ),
        to_translate("x' = flip(x) with probability 1/2"),
        to_translate(
            "Learn few pictures with and without, and ask in the menu Run whether it helps."
        ),
    ),
    "training.rotation": Help(
        to_translate(
            "Turns every picture by an angle of up to so many degrees either way, drawn anew in "
            "every epoch. The corners that turn in repeat the edge."
        ),
        to_translate("angle = rotation · (2 u - 1), u from 0 to 1"),
        to_translate("Drag it, and look below at what the network will see."),
    ),
    "training.shift": Help(
        to_translate(
            "Shifts every picture by whole pixels, up to this share of its side, drawn anew in "
            "every epoch. What comes from outside repeats the edge."
        ),
        to_translate("pixels = round(shift · side · (2 u - 1)), u from 0 to 1"),
        to_translate("Learn the digits with 0.15: one pixel of their eight in each direction."),
    ),
    "training.brightness": Help(
        to_translate(
            "Makes every picture brighter or darker, drawn anew in every epoch, and holds it "
            "between black and white."
        ),
        to_translate("x' = min(1, x · (1 + brightness · (2 u - 1))), u from 0 to 1"),
        to_translate("Take 0.3 where pictures were made in different light."),
    ),
    "training.augmentation_seed": Help(
        to_translate(
            "The seed of what becomes of the pictures. With the number of the epoch it decides "
            "all, so that a run can go on from anywhere."
        ),
        "",
        to_translate("Change it: the run is another, and the result should hardly be."),
    ),
    "compare_augmentation": Help(
        to_translate(
            "Trains from several seeds with the pictures changed and as they are: same weights, "
            "same samples, one difference."
        ),
        "",
        to_translate(
            "Ask where few pictures are learned by heart; if the bands overlap, it is luck."
        ),
    ),
    "training.keep_probability": Help(
        to_translate(
            "The share of a hidden layer's outputs that each step keeps; the others are 0 for that "
            "step. No unit can then rely on a single other one."
        ),
        to_translate("A[l] = A[l] * mask / keep, while it trains"),
        to_translate("Take 0.8 where the network is far better on train than on test."),
    ),
    "training.dropout_masks": Help(
        to_translate(
            "Whether other units are silent in every step, as dropout is meant, or always the "
            "same, as in the course's published run."
        ),
        "",
        to_translate("Keep the first, unless you repeat that run."),
    ),
    "training.patience": Help(
        to_translate("Stops a run when the test cost has not fallen for so many epochs; 0 never."),
        "",
        to_translate("Take it where the test cost falls first and rises later."),
    ),
    "timeline": Help(
        to_translate(
            "The run so far, from its first weights to now. Drag it, and every view shows that "
            "iteration; from there you can train on with other settings."
        ),
        "",
        to_translate("Train to the end, go back to where the cost fell most, and look around."),
    ),
}
HELP = VIEW_HELP | CONTROL_HELP


def explain(part: QWidget) -> None:
    """Give a part of the window, and all in it that has a row, its help.

    A row's name is the object name of a widget without a layer's number, or a setting's key.
    """
    for widget in (part, *part.findChildren(QWidget)):
        name = getattr(widget, "key", "") or widget.objectName().rstrip("_0123456789")
        if name in HELP:
            widget.setWhatsThis(help_text(name))


def help_text(name: str) -> str:
    """Return the help of a row as HTML."""
    row = HELP[name]
    to_try = tr("To try: {what}").format(what=translate(row.to_try))
    parts = (escape(translate(row.what)), _strong(translate(row.formula)), escape(to_try))
    return "".join(f"<p>{part}</p>" for part in parts if part)


def _strong(formula: str) -> str:
    return f"<b>{escape(formula)}</b>" if formula else ""
