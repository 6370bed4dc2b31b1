"""The edge: clips and cameras in, landmark tracks and drawn clips out. Nothing else uses av, cv2 or mediapipe."""
