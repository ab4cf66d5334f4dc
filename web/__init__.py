"""Adapters for people and programs: the command line, the HTTP API, the pages, the search box.

``commands``      the ``sakuin`` command and its subcommands: everything is put together there.
                  ``__main__`` is the script; ``startup`` sees that no other has our names
``settings``      sakuin.toml, the environment and flags → Settings; nothing else reads them.
                  ``setting_types``: what values they may have
``engines``       the composition root: the analyzer and the engine that the settings ask for
``app``           ``create_app``: the Flask application, put together from the blueprints of
``api`` · ``instantsearch`` · ``pages``   programs, InstantSearch, people; ``openapi`` describes
                  the API
``context``       what the blueprints share. ``links``, ``errors`` and ``texts``: addresses, errors
                  and words out
``sentences``     messages that are ready in English, in Japanese: for terminals and for the API
``access``        who may ask what, from where, and how often
``observe``       health, metrics, logs, and what people search for
``guide``         the manual, served at ``/guide/``
``jobs``          runs of the indexer, started over HTTP or by a change of a file
``server``        gunicorn around the application
"""
