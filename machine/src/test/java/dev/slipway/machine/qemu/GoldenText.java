package dev.slipway.machine.qemu;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A translation as text that a person can compare. */
final class GoldenText {
    private GoldenText() {}

    static String of(Translation translation) {
        StringBuilder out = new StringBuilder();
        switch (translation) {
            case Translation.Refused(List<Problem> problems) ->
                problems.forEach(problem -> line(out, "problem " + problem.code() + ": " + problem.sentence()));
            case Translation.Planned(LaunchPlan plan, List<String> notes, ThreadPlaces threads) -> {
                plan(out, plan);
                notes.forEach(note -> line(out, "note " + note));
                if (!threads.isAnywhere()) {
                    line(
                            out,
                            "threads: processors " + threads.vcpus() + ", others on " + threads.emulator()
                                    + ", real time " + threads.realtime());
                }
            }
        }
        return out.toString();
    }

    private static void plan(StringBuilder out, LaunchPlan plan) {
        line(out, plan.binary());
        StringBuilder current = new StringBuilder();
        for (String argument : plan.arguments()) {
            if (argument.startsWith("-") && !current.isEmpty()) {
                line(out, "  " + current);
                current.setLength(0);
            }
            current.append(current.isEmpty() ? "" : " ").append(argument);
        }
        line(out, "  " + current);
        for (LaunchPlan.File file : plan.files()) {
            byte[] content = Base64.getDecoder().decode(file.base64());
            line(out, "file " + file.path() + " " + file.mode() + " " + content.length + " bytes " + hash(content));
        }
        for (LaunchPlan.Image image : plan.images()) {
            LaunchPlan.Backing backing = image.backing();
            line(
                    out,
                    "image " + image.path() + " " + image.format()
                            + (image.size() == null ? "" : " of " + image.size() + " bytes")
                            + (backing == null ? "" : " on " + backing.format() + " " + backing.path())
                            + (image.content() == null
                                    ? ""
                                    : " with " + image.content().format() + " "
                                            + image.content().path()));
        }
        for (LaunchPlan.Helper helper : plan.helpers()) {
            line(out, "helper " + helper.name() + ": " + String.join(" ", helper.arguments()));
        }
        plan.environment().forEach((name, value) -> line(out, "environment " + name + "=" + value));
        line(
                out,
                "vnc " + plan.vnc() + ", serial " + plan.serial() + ", agent " + plan.agent() + ", paused "
                        + plan.startPaused() + ", grace " + plan.graceSeconds() + " s");
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append('\n');
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
