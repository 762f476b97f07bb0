package dev.slipway.machine.qemu;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** What one section of the translation adds to the launch plan, and what it found wrong. */
record Part(
        List<String> arguments,
        List<LaunchPlan.File> files,
        List<LaunchPlan.Image> images,
        List<LaunchPlan.Helper> helpers,
        List<Problem> problems) {
    static final Part NOTHING = new Part(List.of(), List.of(), List.of(), List.of(), List.of());

    Part {
        arguments = List.copyOf(arguments);
        files = List.copyOf(files);
        images = List.copyOf(images);
        helpers = List.copyOf(helpers);
        problems = List.copyOf(problems);
    }

    static Part of(Option... options) {
        return new Part(Option.arguments(options), List.of(), List.of(), List.of(), List.of());
    }

    static Part of(List<Option> options) {
        return of(options.toArray(Option[]::new));
    }

    static Part wrong(Problem... problems) {
        return new Part(List.of(), List.of(), List.of(), List.of(), Arrays.asList(problems));
    }

    static Part file(LaunchPlan.File file) {
        return new Part(List.of(), List.of(file), List.of(), List.of(), List.of());
    }

    static Part image(LaunchPlan.Image image) {
        return new Part(List.of(), List.of(), List.of(image), List.of(), List.of());
    }

    static Part helper(LaunchPlan.Helper helper) {
        return new Part(List.of(), List.of(), List.of(), List.of(helper), List.of());
    }

    Part and(Part next) {
        return join(List.of(this, next));
    }

    static Part join(List<Part> parts) {
        return new Part(
                all(parts, Part::arguments),
                all(parts, Part::files),
                all(parts, Part::images),
                all(parts, Part::helpers),
                all(parts, Part::problems));
    }

    private static <T> List<T> all(List<Part> parts, Function<Part, List<T>> of) {
        return parts.stream().map(of).flatMap(List::stream).toList();
    }
}
