"""The shell: settings, addresses, tasks' executor, page frame. It wires all and owns no rule."""
