"""Pure measurement: a PoseTrack in, a SetReport out. No files, no clock, no pixels.

Read the package in this order: landmarks, track, settings, quantities, report_types, geometry, cleaning,
stance, signals, reps, baseline, camera, calibration, unmirrored, features, calibrated, metrics, grading,
load_rules, raising, load, shot, report, corrections, export; then, for a live set: tape, rep_watch,
standing_watch, guide, guide_watch, live_rep, rep_book, running. Each file imports only files that
stand before it.
"""
