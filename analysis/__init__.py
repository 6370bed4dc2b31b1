"""Pure measurement: a PoseTrack in, a SetReport out. No files, no clock, no pixels.

Read the rooms in this order; each stands above what it imports:

    pose          landmarks by name, the PoseTrack, cleaning, small geometry
    quantities    the four graded quantities: definitions, signals over time, value of one rep
    reps          stances, quiet standing, repetitions
    camera        view, roll, yaw, framing: what the camera allows to be graded
    calibration   from raw signals to calibrated values with a 95 % interval
    grading       even, uneven or ungraded
    load          load advice for one set
    lifts         the lifts as a table, lifts on one leg, drills, mobility tests
    report        the pipeline, the report types, JSON, tables, corrections
    live          the same measurement while the set is being lifted
"""
