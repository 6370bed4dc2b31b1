"""What is saved of a lifter's training, and questions asked of it."""
