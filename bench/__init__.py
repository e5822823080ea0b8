"""Side-by-side benchmarks of the design's budgets: Kliqs and its peers in the same run, on the same cores.

`python -m bench` from the repository's root prints one table of ratios. One file a row or an idea: a row's file says
what it measures and against what. Figures of one machine mean nothing alone; ratios in alternating rounds do.
"""
