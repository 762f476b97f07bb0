package dev.slipway.launcher.lifecycle;

import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonText;
import dev.slipway.launcher.lifecycle.LaunchPlan.Backing;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedFile;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedHelper;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedImage;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Reads a launch plan from JSON ({@code docs/contracts.md} §2). */
public final class LaunchPlanReader {
    /** A year: longer waits are mistakes, and far from overflowing a clock. */
    private static final long MAX_GRACE_SECONDS = 366L * 24 * 3600;

    /** The rights that an octal digit stands for (chmod(1)). */
    private static final List<String> RIGHTS = List.of("---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx");

    private LaunchPlanReader() {}

    /** A plan lacks something or has it wrong; the message names field, value and way out. */
    public static final class InvalidPlanException extends Exception {
        InvalidPlanException(String message) {
            super(message);
        }
    }

    /** Returns the plan that {@code json} describes. */
    public static LaunchPlan read(JsonObject json) throws InvalidPlanException {
        long grace = json.number("graceSeconds").orElse(30);
        if (grace < 0 || grace > MAX_GRACE_SECONDS) {
            throw new InvalidPlanException("plan.graceSeconds is %d; give 0 to %d".formatted(grace, MAX_GRACE_SECONDS));
        }
        Optional<JsonObject> incoming = json.object("incoming");
        return new LaunchPlan(
                required(json, "binary", "plan"),
                texts(json, "arguments", "plan"),
                files(json, "plan"),
                images(json),
                helpers(json),
                environment(json),
                json.isTrue("vnc"),
                json.isTrue("serial"),
                json.isTrue("agent"),
                json.isTrue("startPaused"),
                incoming.isPresent() ? Optional.of(Route.read(incoming.get(), "plan.incoming")) : Optional.empty(),
                Duration.ofSeconds(grace));
    }

    /** Returns the files to write that an object names; {@code where} names the object in refusals. */
    static List<PlannedFile> files(JsonObject json, String where) throws InvalidPlanException {
        List<PlannedFile> files = new ArrayList<>();
        for (JsonObject file : objects(json, "files")) {
            String path = required(file, "path", where + ".files");
            files.add(new PlannedFile(
                    path, base64(file, path), mode(file.text("mode").orElse("0600"), path)));
        }
        return files;
    }

    private static String base64(JsonObject file, String path) throws InvalidPlanException {
        try {
            String text = file.text("base64").orElse("");
            Base64.getDecoder().decode(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new InvalidPlanException(
                    "plan.files: the content of '%s' is not base64; encode it by RFC 4648 §4".formatted(path));
        }
    }

    private static Set<PosixFilePermission> mode(String octal, String path) throws InvalidPlanException {
        if (!octal.matches("0?[0-7]{3}")) {
            throw new InvalidPlanException(
                    "plan.files: the mode '%s' of '%s' is not octal; give e.g. 0600".formatted(octal, path));
        }
        StringBuilder letters = new StringBuilder();
        for (char digit : octal.substring(octal.length() - 3).toCharArray()) {
            letters.append(RIGHTS.get(digit - '0'));
        }
        return PosixFilePermissions.fromString(letters.toString());
    }

    private static List<PlannedImage> images(JsonObject plan) throws InvalidPlanException {
        List<PlannedImage> images = new ArrayList<>();
        for (JsonObject image : objects(plan, "images")) {
            Optional<Backing> backing = other(image, "backing");
            Optional<Backing> content = other(image, "content");
            OptionalLong size = image.number("size");
            String path = required(image, "path", "plan.images");
            if (size.isEmpty() && backing.isEmpty() && content.isEmpty()) {
                throw new InvalidPlanException(
                        "plan.images: '%s' has neither size nor backing nor content; give one".formatted(path));
            }
            images.add(new PlannedImage(path, format(image, "plan.images"), size, backing, content));
        }
        return images;
    }

    private static Optional<Backing> other(JsonObject image, String name) throws InvalidPlanException {
        Optional<JsonObject> other = image.object(name);
        String where = "plan.images." + name;
        return other.isEmpty()
                ? Optional.empty()
                : Optional.of(new Backing(required(other.get(), "path", where), format(other.get(), where)));
    }

    private static Map<String, String> environment(JsonObject plan) throws InvalidPlanException {
        Map<String, String> environment = new TreeMap<>();
        Optional<JsonObject> given = plan.object("environment");
        if (given.isPresent()) {
            for (String name : given.get().fields().keySet()) {
                String value = required(given.get(), name, "plan.environment");
                if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || value.indexOf('\0') >= 0) {
                    throw new InvalidPlanException(
                            "plan.environment.%s is no variable; give letters, digits and _".formatted(name));
                }
                environment.put(name, value);
            }
        }
        return environment;
    }

    private static List<PlannedHelper> helpers(JsonObject plan) throws InvalidPlanException {
        List<PlannedHelper> helpers = new ArrayList<>();
        for (JsonObject helper : objects(plan, "helpers")) {
            List<String> arguments = texts(helper, "arguments", "plan.helpers");
            if (arguments.isEmpty()) {
                throw new InvalidPlanException("plan.helpers.arguments is empty; give at least the program");
            }
            helpers.add(new PlannedHelper(
                    required(helper, "name", "plan.helpers"), arguments, required(helper, "socket", "plan.helpers")));
        }
        return helpers;
    }

    private static String format(JsonObject image, String where) throws InvalidPlanException {
        String format = required(image, "format", where);
        if (!format.equals("raw") && !format.equals("qcow2")) {
            throw new InvalidPlanException("%s.format is '%s'; give raw or qcow2".formatted(where, format));
        }
        return format;
    }

    private static String required(JsonObject json, String name, String where) throws InvalidPlanException {
        return json.text(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new InvalidPlanException("%s.%s is missing; give a text".formatted(where, name)));
    }

    private static List<String> texts(JsonObject json, String name, String where) throws InvalidPlanException {
        List<String> texts = new ArrayList<>();
        for (Json item : json.items(name)) {
            if (!(item instanceof JsonText text) || text.value().indexOf('\0') >= 0) {
                throw new InvalidPlanException(
                        "%s.%s has the item %s; give texts without NUL".formatted(where, name, item));
            }
            texts.add(text.value());
        }
        return texts;
    }

    private static List<JsonObject> objects(JsonObject json, String name) throws InvalidPlanException {
        List<JsonObject> objects = new ArrayList<>();
        for (Json item : json.items(name)) {
            if (!(item instanceof JsonObject object)) {
                throw new InvalidPlanException("plan.%s has the item %s; give objects".formatted(name, item));
            }
            objects.add(object);
        }
        return objects;
    }
}
