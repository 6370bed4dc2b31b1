"""What the camera allows to be measured: view, roll, yaw, framing, frame rate."""
