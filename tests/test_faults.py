"""What users run into with threads, files, resources and settings, and the test that holds each.

Where a fault has no test of its own, there stands why none is possible or needed.
"""

import re
from pathlib import Path

TESTS = Path(__file__).parent
# A fault: the names of its tests, or a sentence.
FAULTS: dict[str, tuple[str, ...] | str] = {
    # Threads and the window.
    "the window is closed while it trains": (
        "test_that_closing_while_it_trains_ends_the_program_well",
        "test_that_closing_stops_a_run_in_time",
    ),
    "the window stands still while the worker has news": (
        "It would depend on time: `python -m benchmarks.window` measures how late the window is."
    ),
    "an exception in a slot": ("test_that_a_fault_is_shown_once_with_its_count_and_its_details",),
    "an exception in the worker": (
        "test_that_a_bug_in_an_update_pauses_the_run_which_can_go_on",
        "test_that_a_bug_in_a_task_leaves_data_network_and_run",
    ),
    "a widget is touched by the worker": ("test_that_a_file_imports_only_what_its_room_may",),
    "a version of PySide6 that ends the program": (
        "test_that_drawing_keeps_no_reference_to_none_or_true_and_loses_none",
    ),
    "an exception in an event filter or while painting": (
        "test_that_a_fault_is_shown_once_with_its_count_and_its_details",
    ),
    "SIGTERM, log-out, shutdown": ("test_that_an_end_from_outside_is_offered_at_the_next_start",),
    "Ctrl-C": ("test_that_ctrl_c_ends_it_without_a_trace",),
    "a segmentation fault": ("test_that_a_fault_that_ends_the_program_is_told_at_the_next_start",),
    "double clicks, and orders that overtake each other": (
        "test_that_a_newer_experiment_trains_where_the_one_it_broke_off_was_to_train",
        "test_that_a_newer_order_takes_the_place_of_what_is_going_on",
    ),
    "names that are no text": ("test_that_any_name_can_be_printed",),
    "sys.exit in a slot": "No slot calls it: there is nothing to be tried.",
    # Files, disks, crashes and power.
    "killed while it saves": (
        "test_that_a_save_killed_at_its_nth_call_leaves_a_whole_file",
        "test_that_a_run_that_repeats_another_is_whole_before_the_old_one_goes",
    ),
    "a crash between two saves": (
        "test_that_a_run_is_saved_while_the_window_is_open",
        "test_that_a_killed_window_is_offered_until_it_is_forgotten",
        "test_that_a_living_window_is_offered_to_nobody",
        "test_that_a_run_that_a_crash_ended_is_in_runs",
    ),
    "the disk is full": ("test_that_a_full_disk_costs_nothing_that_was_there",),
    "a place is read-only, forbidden or gone": (
        "test_that_a_read_only_place_is_told",
        "test_that_a_folder_without_permission_is_told",
        "test_that_a_folder_that_cannot_be_made_is_told_until_it_can",
    ),
    "closed with unsaved work": ("test_that_closing_asks_about_what_is_unsaved",),
    "checkpoints pile up": (
        "test_that_the_oldest_go",
        "test_that_weights_go_with_their_run_and_the_oldest_beyond_the_bound",
    ),
    "the data of saved work are elsewhere now": (
        "test_that_a_project_goes_on_with_pictures_that_were_moved",
        "test_that_network_and_curves_come_back_without_the_pictures",
    ),
    "saved before anything is set up": ("test_that_a_start_that_did_nothing_leaves_nothing",),
    "what a kill leaves half written": (
        "test_that_the_next_save_takes_away_what_a_killed_one_left",
        "test_that_what_a_killed_window_was_writing_goes_with_what_it_left",
        "test_that_what_killed_exports_left_in_the_temporary_place_is_swept",
    ),
    "write, fsync or rename fails": (
        "test_that_a_save_whose_nth_call_fails_leaves_a_whole_file_and_no_other",
    ),
    "an own file is damaged": (
        "test_that_a_damaged_project_is_named_and_changes_nothing",
        "test_that_the_network_comes_without_a_run_that_is_damaged",
    ),
    "a file of a newer or an older format": (
        "test_that_a_newer_format_is_refused_in_words",
        "test_that_a_newer_version_finds_what_an_older_one_cannot_read",
    ),
    "two windows on one project": (
        "Each reads the file once and writes it whole; the last save stays, and no lock is taken."
    ),
    "links, long names, folders and devices in the place of a file": (
        "test_that_a_link_stays_and_the_file_it_leads_to_is_written",
        "test_that_a_name_too_long_is_told_and_one_of_full_length_works",
        "test_that_a_folder_is_no_place_for_a_file",
        "test_that_a_device_or_pipe_is_never_replaced",
    ),
    "the mode of a file": (
        "test_that_the_old_mode_is_kept",
        "test_that_a_new_file_has_the_mode_of_any_other_new_file",
    ),
    "power is lost after a save": (
        "Only a machine that loses its power shows it: file and folder are synced before a save "
        "is said to be done, and the test of failing calls counts on both."
    ),
    "the clock jumps": "Paces and patience are read off time.monotonic, which does not.",
    # Resources.
    "memory runs out": (
        "test_that_a_network_larger_than_the_memory_is_told_and_leaves_no_file",
        "test_that_health_without_memory_costs_no_result",
        "test_that_a_network_that_is_too_large_to_be_copied_is_told",
    ),
    "all cores are taken": ("test_that_the_dialog_changes_the_program_at_once",),
    "no display, or its libraries are missing": (
        "test_that_a_display_where_nobody_answers_is_told_in_a_sentence",
        "test_that_the_missing_libraries_come_with_the_one_command_for_debian",
    ),
    "too many open files": ("test_that_few_open_files_are_enough",),
    "a tiny screen, or a large scale": (
        "test_that_a_small_screen_holds_the_window_whatever_is_said_in_it",
        "test_that_it_is_in_sight_on_a_small_screen_at_twice_the_size",
    ),
    "a limit on the memory of the process": (
        "test_that_a_network_larger_than_the_memory_is_told_and_leaves_no_file",
    ),
    "home cannot be written to": (
        "test_that_a_place_that_cannot_be_written_to_is_told_and_no_failure",
    ),
    "memory grows in long runs": (
        "test_that_memory_stays_under_its_budget_by_even_thinning",
        "test_that_runs_that_are_over_leave_the_memory",
    ),
    # Settings.
    "settings of another version": ("test_that_a_value_that_is_none_is_the_usual_one",),
    "settings are damaged": (
        "test_that_a_start_says_what_became_of_the_settings",
        "test_that_settings_that_cannot_be_read_are_set_aside_whole_and_told",
    ),
    "the window is off the screen": (
        "Qt moves a window whose geometry it restores onto a screen that is there."
    ),
    "a decimal comma": ("test_that_typed_numbers_are_taken_exactly",),
}


def test_that_every_fault_has_its_tests_or_says_why_none() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))
    missing = {name for tests in FAULTS.values() if not isinstance(tests, str) for name in tests}
    assert missing - there == set()
