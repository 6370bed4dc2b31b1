"""Pure measurement: a PoseTrack in, a SetReport out. No files, no clock, no pixels.

Read the package in this order: landmarks, track, settings, quantities, report_types, cleaning, camera, signals, reps, metrics,
calibration, grading, load, report. Each file imports only files that stand before it.
"""
