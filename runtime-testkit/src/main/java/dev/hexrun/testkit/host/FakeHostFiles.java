package dev.hexrun.testkit.host;

import dev.hexrun.port.host.HostFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree of files in memory, with directories, regular files and symbolic links. */
public final class FakeHostFiles implements HostFiles {

    private static final int MAX_LINKS = 40;
    private final Map<Path, Entry> entries = new TreeMap<>();

    private final Set<Path> readOnly = new TreeSet<>();

    private record Entry(Kind kind, String text, boolean executable, Optional<String> target) {}

    /** Creates a tree with only a root directory. */
    public FakeHostFiles() {
        entries.put(Path.of("/"), new Entry(Kind.DIRECTORY, "", false, Optional.empty()));
    }

    /**
     * Creates a directory, and its parents.
     *
     * @param path an absolute path
     */
    public void directory(String path) {
        put(path, new Entry(Kind.DIRECTORY, "", false, Optional.empty()));
    }

    /**
     * Creates a regular file, and its parents.
     *
     * @param path an absolute path
     * @param text its text
     */
    public void file(String path, String text) {
        put(path, new Entry(Kind.FILE, text, false, Optional.empty()));
    }

    /**
     * Creates an executable file, and its parents.
     *
     * @param path an absolute path
     */
    public void executable(String path) {
        put(path, new Entry(Kind.FILE, "", true, Optional.empty()));
    }

    /**
     * Creates a symbolic link, and its parents.
     *
     * @param path an absolute path
     * @param target its target
     */
    public void link(String path, String target) {
        put(path, new Entry(Kind.OTHER, "", false, Optional.of(target)));
    }

    /**
     * Makes a file or directory unwritable. The entries of a directory stay writable.
     *
     * @param path an absolute path
     */
    public void readOnly(String path) {
        readOnly.add(Path.of(path));
    }

    private void put(String path, Entry entry) {
        Path file = Path.of(path);
        for (Path parent = file.getParent(); parent != null; parent = parent.getParent()) {
            entries.putIfAbsent(parent, new Entry(Kind.DIRECTORY, "", false, Optional.empty()));
        }
        entries.put(file, entry);
    }

    private Optional<Entry> follow(Path path) {
        return realPath(path).map(entries::get);
    }

    @Override
    public Kind kind(Path path) {
        return follow(path).map(Entry::kind).orElse(Kind.MISSING);
    }

    @Override
    public boolean isExecutable(Path path) {
        return follow(path).map(Entry::executable).orElse(false);
    }

    @Override
    public Optional<String> linkTarget(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            return Optional.empty();
        }
        return realPath(parent)
                .map(real -> entries.get(real.resolve(path.getFileName())))
                .flatMap(Entry::target);
    }

    @Override
    public Optional<Path> realPath(Path path) {
        return realPath(path, 0);
    }

    private Optional<Path> realPath(Path path, int links) {
        Path place = Path.of("/");
        for (int i = 0; i < path.getNameCount(); i++) {
            String name = path.getName(i).toString();
            if (name.equals("..")) {
                place = place.getParent() == null ? place : place.getParent();
                continue;
            }
            Path next = name.equals(".") ? place : place.resolve(name);
            Entry entry = next.getNameCount() == 0 ? entries.get(place) : entries.get(next);
            if (entry == null) {
                return Optional.empty();
            }
            if (entry.target().isPresent()) {
                if (links == MAX_LINKS) {
                    return Optional.empty();
                }
                Path target = place.resolve(entry.target().get());
                Path rest =
                        i + 1 < path.getNameCount() ? target.resolve(path.subpath(i + 1, path.getNameCount())) : target;
                return realPath(rest, links + 1);
            }
            place = next;
        }
        return Optional.of(place);
    }

    @Override
    public boolean isSame(Path one, Path other) {
        return realPath(one).isPresent() && realPath(one).equals(realPath(other));
    }

    @Override
    public String read(Path path) {
        return follow(path).map(Entry::text).orElse("").strip();
    }

    @Override
    public boolean isWritable(Path path) {
        return realPath(path).filter(real -> !readOnly.contains(real)).isPresent();
    }
}
