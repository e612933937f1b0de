#!/usr/bin/env python3
"""Checks the structure of the native program:

- container/ and front/ do not include each other, and common/ includes neither.
- There is no include cycle among modules. A module is NAME.c with NAME.h.
- A function that NAME.h declares is defined in NAME.c.
"""
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FORBIDDEN = {"common": ("container", "front"), "container": ("front",), "front": ("container",)}


def module(path):
    return os.path.splitext(path)[0]


def cycle(graph):
    """Returns the modules of one cycle; None if there is no cycle."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        path.append(node)
        for other in sorted(graph[node]):
            found = visit(other)
            if found:
                return found
        path.pop()
        done.add(node)
        return None

    for node in sorted(graph):
        found = visit(node)
        if found:
            return found
    return None


def main():
    problems, graph, text = [], {}, {}
    for file in sorted(glob.glob(HERE + "/**/*.[ch]", recursive=True)):
        path = os.path.relpath(file, HERE)
        with open(file) as f:
            text[path] = re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)
    for path, content in text.items():
        folder = os.path.dirname(path)
        edges = graph.setdefault(module(path), set())
        for name in re.findall(r'#include "([^"]+)"', content):
            near = os.path.join(folder, name)
            target = near if near in text else name
            if target not in text:
                problems.append("%s: no such file: %s" % (path, name))
            elif os.path.dirname(target) in FORBIDDEN.get(folder, ()):
                problems.append("%s: includes %s" % (path, target))
            elif module(target) != module(path):
                edges.add(module(target))
    for node in list(graph):
        for other in graph[node]:
            graph.setdefault(other, set())
    found = cycle(graph)
    if found:
        problems.append("include cycle: " + " -> ".join(found))
    for path, content in text.items():
        for name in re.findall(r"^(?!static|#| |_Static)[^(\n]*\b([a-z]\w+)\([^;{]*\);$", content, re.M) if path.endswith(".h") else ():
            source = text.get(module(path) + ".c", "")
            if not re.search(r"^\w.*\b%s\(" % name, source, re.M):
                problems.append("%s: %s is not defined in %s.c" % (path, name, module(path)))
    print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
