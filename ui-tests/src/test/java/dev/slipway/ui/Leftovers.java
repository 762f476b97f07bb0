package dev.slipway.ui;

import dev.slipway.ui.traces.Traces;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What there is on this machine that machines may leave behind: processes, sockets, network devices, namespaces, mounts,
 * packet filters and files of one Slipway.
 */
final class Leftovers {
    /** Files that Slipway itself writes as it runs, whatever machines do; the last are the programs of Pods and their caches. */
    private static final List<String> OWN =
            List.of("state.db", "standalone.log", "portal.mv.db", "portal.trace.db", "images");

    private Leftovers() {}

    /** Returns all of it, a line each. */
    static Traces of(Path data) throws IOException, InterruptedException {
        Set<String> found = new TreeSet<>();
        processes(data, found);
        files(data, found);
        lines("mount", mine(Files.readAllLines(Path.of("/proc/mounts")), data.toString()), found);
        String bridge = bridge(data);
        found.addAll(ports(bridge));
        if (Files.exists(Path.of("/sys/class/net", bridge))) {
            found.add("bridge " + bridge);
        }
        rules(bridge, found);
        return new Traces(found);
    }

    private static void processes(Path data, Set<String> found) {
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .forEach(process -> {
                    try {
                        String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                                .replace('\0', ' ');
                        Path place = Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
                        if (line.contains(data.toString()) || place.startsWith(data)) {
                            found.add("process " + process.pid() + " " + line);
                        }
                    } catch (IOException e) {
                        // it ended while we looked
                    }
                });
    }

    private static void files(Path data, Set<String> found) throws IOException {
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return visitFile(directory, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = data.relativize(file).toString();
                if (OWN.stream().noneMatch(name::contains)) {
                    found.add("file " + name);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
                if (problem instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // it went while we looked
                }
                throw problem;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem)
                    throws IOException {
                return problem instanceof NoSuchFileException
                        ? FileVisitResult.CONTINUE
                        : super.postVisitDirectory(directory, problem);
            }
        });
    }

    private static String bridge(Path data) throws IOException {
        Path range = data.resolve("network/range.json");
        return Files.exists(range)
                ? Files.readString(range)
                        .replaceAll(".*\"bridge\"\\s*:\\s*\"([^\"]+)\".*", "$1")
                        .strip()
                : "no-bridge-yet";
    }

    /** The ends of cables on the bridge; their numbers differ each time, their count must not. */
    private static List<String> ports(String bridge) throws IOException, InterruptedException {
        List<String> namespaces = run("ip", "netns", "list");
        List<String> found = new ArrayList<>();
        List<String> ports = run("ip", "-o", "link", "show", "master", bridge);
        for (int i = 0; i < ports.size(); i++) {
            found.add("port " + (i + 1) + " of " + bridge);
        }
        for (String namespace : namespaces) {
            if (run("ip", "-n", namespace.split(" ")[0], "-o", "addr", "show", "dev", "eth0").stream()
                    .anyMatch(line -> line.contains("inet " + prefixOf(bridge)))) {
                found.add("namespace " + namespace);
            }
        }
        return found;
    }

    /** Rules of address translation name the addresses; their counters run on. */
    private static void rules(String bridge, Set<String> found) throws IOException, InterruptedException {
        mine(run("nft", "list", "ruleset"), prefixOf(bridge))
                .forEach(rule ->
                        found.add("rule " + rule.strip().replaceAll("counter packets [0-9]+ bytes [0-9]+", "counter")));
    }

    private static String prefixOf(String bridge) {
        try {
            return run("ip", "-o", "-4", "addr", "show", "dev", bridge).stream()
                    .findFirst()
                    .map(line -> line.replaceAll(".*inet ([0-9]+\\.[0-9]+\\.[0-9]+\\.).*", "$1"))
                    .orElse("no address");
        } catch (IOException e) {
            return "no address";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "no address";
        }
    }

    private static void lines(String kind, List<String> lines, Set<String> found) {
        lines.forEach(line -> found.add(kind + " " + line.replaceAll("\\s+", " ")));
    }

    private static List<String> mine(List<String> lines, String word) {
        return lines.stream().filter(line -> line.contains(word)).collect(Collectors.toList());
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (var reader = process.inputReader()) {
            lines = reader.lines().toList();
        }
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.exitValue() == 0 ? lines : List.of();
    }
}
