"""The worksheet on paper (biên bản): gathered from the record, set by Typst."""
