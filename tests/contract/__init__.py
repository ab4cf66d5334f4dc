"""What every engine must do, whatever it is made of.

``corpus``            a few documents that show everything, with a reason each
``searcher_contract`` the suite: subclass it, say how to open an engine, done
``brute_force``       an engine of plain loops, as an oracle: slow, and obviously right
"""
