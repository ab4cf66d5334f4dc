"""One source file → what it says: bytes, front matter, dates and text.

``decoding``     the bytes of a file → text, where the encoding is certain
``front_matter`` a text → a mapping and a body, or a named reason why not: open this first
``yaml_values``  YAML as site owners write it → plain values, in bounded time and memory
``dates``        dates as people write them
``languages``    the language of a text that nothing else tells
``facet_values`` when two spellings of a tag are one value
``field_values``  values of the owner's own fields, each of its type
``plain_text``   Markdown → sections: heading, anchor, text, code. :mod:`index.markdown` does
                 the work
"""
