"""Compares the source closures of files, each taken alone, with what the linker needs.

Arguments: what ClosureMain printed, the directory with the objects that closure.sh compiled, and a file that takes what the
linker needs for each file taken alone, a line "FILE: FILE ...".

A file needs another one when its object wants a symbol ("U" in what nm prints) that the object of the other one defines.
Templates that an object instantiates itself are weak there, so defined and not wanted. What no object defines is the runtime
library's: the files of the stock list are known to link with nothing else. Where several define a symbol, one will do.
"""
import collections
import os
import subprocess
import sys

listed, objects, linked = sys.argv[1:]
ours = collections.defaultdict(set)
alone, files = [], []
for line in open(listed):
    words = line.split()
    if len(words) == 4:
        ours[words[0]].add(words[1])
    else:
        files.append(words[1])
        if words[0] == "alone":
            alone.append(words[1])


def object_of(file):
    return os.path.join(objects, file.replace("/", "_") + ".o")


def symbols(file):
    """The symbols that an object wants, and those that it defines for others."""
    wanted, defined = set(), set()
    lines = subprocess.run(["nm", object_of(file)], check=True, capture_output=True, text=True).stdout
    for line in lines.splitlines():
        letter, name = line.split()[-2:]
        if letter == "U":
            wanted.add(name)
        elif letter in "ABCDGRSTVWu":
            defined.add(name)
    return wanted, defined


def closure(file):
    found, todo = {file}, [file]
    while todo:
        more = ours[todo.pop()] - found
        found |= more
        todo += more
    return found


compiled = {file for file in files if os.path.exists(object_of(file))}
wants, definers = {}, collections.defaultdict(set)
for file in sorted(compiled):
    wants[file], defined = symbols(file)
    for name in defined:
        definers[name].add(file)
# who defines each symbol that a file wants of another one
links = {file: {name: definers[name] for name in wants[file] if name in definers} for file in compiled}


def needed(file, preferred):
    """What the linker needs for a file; where several files define a symbol, one that is needed anyway, or a preferred one."""
    found, todo, choices = {file}, [file], []
    while True:
        while todo:
            for defining in links[todo.pop()].values():
                if len(defining) > 1:
                    choices.append(sorted(defining))
                elif not defining <= found:
                    found |= defining
                    todo += defining
        open_choices = [choice for choice in choices if found.isdisjoint(choice)]
        if not open_choices:
            return found
        chosen = min(open_choices[0], key=lambda choice: (choice not in preferred, choice))
        found.add(chosen)
        todo.append(chosen)


def short(file):
    return file.removeprefix("tensorflow/core/kernels/").removesuffix(".cc")


def demangled(name):
    return subprocess.run(["c++filt", name], check=True, capture_output=True, text=True).stdout.strip()


missing = {}
superfluous = collections.defaultdict(list)
taken = [file for file in alone if closure(file) <= compiled]
pairs, incomplete = 0, 0
with open(linked, "w") as out:
    for file in taken:
        mine = closure(file)
        theirs = needed(file, mine)
        out.write(" ".join([short(file) + ":", *map(short, sorted(theirs - {file}))]) + "\n")
        pairs += len(theirs) - 1
        incomplete += not theirs <= mine
        for user in theirs:
            for name, defining in links[user].items():
                if mine.isdisjoint(defining):
                    missing[user, tuple(sorted(defining))] = name
        for file_of_ours in mine - theirs:
            superfluous[file_of_ours].append(file)
print(f"{len(compiled)} of {len(files)} files compiled; {len(taken)} of {len(alone)} files that register something taken alone")
print(f"the linker needs {pairs} files for them; {incomplete} closures lack one")
for (user, defining), name in sorted(missing.items()):
    print(f"missing: {' or '.join(map(short, defining))} for {short(user)}: {demangled(name)}")
print(f"superfluous in {sum(map(len, superfluous.values()))} closures")
for file, users in sorted(superfluous.items()):
    print(f"superfluous: {short(file)} for {' '.join(map(short, users))}")
