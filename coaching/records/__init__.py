"""What is saved of a lifter's training, and the questions that can be asked of it."""
