"""Pure measurement: a PoseTrack in, a SetReport out. No files, no clock, no pixels.

Read the package in this order: landmarks, track, settings, quantities, report_types, geometry, cleaning,
stance, signals, reps, baseline, camera, calibration, metrics, grading, load, shot, report, export.
Each file imports only files that stand before it.
"""
