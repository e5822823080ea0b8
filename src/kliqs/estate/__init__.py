"""All that a workspace owns, as a whole: taking it along (`export`) and giving it up (`deleting`, `leaving`).

The one room that knows what every other room keeps of a workspace. It is asked by the dashboard and the background;
whatever a new room keeps of workspaces is added here, and a test finds tables that were forgotten.
"""
