"""Rendered people who squat with known joints: mesh, kinematics, clothes, camera, truth.

Axes everywhere: x to the lifter's left, y up, z forward, in metres; the floor is y = 0.
Signs everywhere: positive = left hip lower, left knee more medial, body shifted to the left,
left hip forward (MEASUREMENT.md, section 2).
"""
