package dev.slipway.machine.cloudinit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The directories and files of an image, each with the three names it bears. */
final class IsoTree {
    /** ECMA-119 §6.8.2.1: eight levels, the root being the first. */
    private static final int LEVELS = 8;

    /** What a directory holds. */
    sealed interface Node {
        String name();

        /** Returns the name of ISO 9660 level 1, unique in its directory. */
        String shortName();
    }

    /** A directory; the root is its own parent. */
    static final class Directory implements Node {
        private final String name;
        private final String shortName;
        private final Directory parent;
        private final Map<String, Node> children = new LinkedHashMap<>();

        private Directory(String name, String shortName, Directory parent) {
            this.name = name;
            this.shortName = shortName;
            this.parent = parent;
        }

        private Directory() {
            this.name = "";
            this.shortName = "";
            this.parent = this;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String shortName() {
            return shortName;
        }

        Directory parent() {
            return parent;
        }

        List<Node> children() {
            return List.copyOf(children.values());
        }
    }

    /** A file; two files are never equal. */
    static final class File implements Node {
        private final String name;
        private final String shortName;
        private final byte[] content;

        private File(String name, String shortName, byte[] content) {
            this.name = name;
            this.shortName = shortName;
            this.content = content;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String shortName() {
            return shortName;
        }

        byte[] content() {
            return content;
        }
    }

    private final Directory root = new Directory();
    private final List<Directory> directories = new ArrayList<>();
    private final List<File> files = new ArrayList<>();

    private IsoTree() {}

    static IsoTree of(SortedMap<String, byte[]> contents) {
        IsoTree tree = new IsoTree();
        contents.forEach(tree::add);
        // Level by level, as the path table wants it
        tree.directories.add(tree.root);
        for (int i = 0; i < tree.directories.size(); i++) {
            tree.directories.get(i).children().stream()
                    .filter(Directory.class::isInstance)
                    .map(Directory.class::cast)
                    .sorted(Comparator.comparing(Directory::shortName))
                    .forEach(tree.directories::add);
        }
        return tree;
    }

    private void add(String path, byte[] content) {
        String[] names = path.split("/", -1);
        if (names.length >= LEVELS) {
            throw new IllegalArgumentException("too many directories for a CD-ROM: " + path);
        }
        Directory directory = root;
        for (int i = 0; i < names.length; i++) {
            String name = checked(names[i], path);
            if (i == names.length - 1) {
                File file = new File(name, ShortName.of(name, directory.children.values(), false), content.clone());
                if (directory.children.put(name, file) != null) {
                    throw new IllegalArgumentException("both a file and a directory: " + path);
                }
                files.add(file);
            } else {
                directory = child(directory, name, path);
            }
        }
    }

    private static Directory child(Directory parent, String name, String path) {
        Node known = parent.children.get(name);
        if (known instanceof Directory directory) {
            return directory;
        }
        if (known != null) {
            throw new IllegalArgumentException("both a file and a directory: " + path);
        }
        Directory made = new Directory(name, ShortName.of(name, parent.children.values(), true), parent);
        parent.children.put(name, made);
        return made;
    }

    private static String checked(String name, String path) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('\0') >= 0
                || name.getBytes(StandardCharsets.UTF_8).length > 250) {
            throw new IllegalArgumentException("not a file name for a CD-ROM: \"" + name + "\" in " + path);
        }
        return name;
    }

    Directory root() {
        return root;
    }

    /** Returns the directories level by level, the root first. */
    List<Directory> directories() {
        return directories;
    }

    List<File> files() {
        return files;
    }
}
