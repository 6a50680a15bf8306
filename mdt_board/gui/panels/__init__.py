"""One widget per panel: it has ``show_state`` and signals and nothing else."""
