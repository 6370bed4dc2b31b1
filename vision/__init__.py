"""The edge: clips and cameras in, landmark tracks and drawn clips out. Only here: av, cv2, mediapipe."""
