package dev.slipway.standalone.apiserver.verbs;

import dev.slipway.standalone.apiserver.selector.FieldSelector;
import dev.slipway.standalone.apiserver.selector.LabelSelector;
import dev.slipway.standalone.apiserver.selector.SelectableFields;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The options of a get, list or watch.
 *
 * @param labels which objects
 * @param fields which objects
 * @param limit how many at most, 0: all
 * @param continueToken where a page begins
 * @param revision {@code resourceVersion}; absent: the newest
 * @param match how exactly the revision binds
 * @param sendInitialEvents absent: not said
 * @param bookmarks whether a watcher understands bookmarks
 * @param timeoutSeconds of a watch, absent: the server chooses
 */
public record ReadOptions(
        LabelSelector labels,
        FieldSelector fields,
        long limit,
        Optional<String> continueToken,
        OptionalLong revision,
        Match match,
        Optional<Boolean> sendInitialEvents,
        boolean bookmarks,
        OptionalLong timeoutSeconds) {

    /** How exactly a revision binds. */
    public enum Match {
        UNSET,
        EXACT,
        NOT_OLDER_THAN
    }

    /** @throws dev.slipway.standalone.apiserver.status.ProblemException 400 or 422 */
    public static ReadOptions of(Call call) {
        LabelSelector labels =
                LabelSelector.parse(call.parameter("labelSelector").orElse(""));
        FieldSelector fields =
                FieldSelector.parse(call.parameter("fieldSelector").orElse(""));
        SelectableFields.check(call.type(), fields);
        ReadOptions options = new ReadOptions(
                labels,
                fields,
                number(call, "limit").orElse(0),
                call.parameter("continue"),
                revision(call),
                match(call),
                call.parameter("sendInitialEvents").map("true"::equals),
                call.flag("allowWatchBookmarks"),
                number(call, "timeoutSeconds"));
        options.check(call.verb().equals("watch"));
        return options;
    }

    private void check(boolean watch) {
        boolean matched = match != Match.UNSET;
        if (watch && sendInitialEvents.isPresent() && match != Match.NOT_OLDER_THAN) {
            refuse(
                    matched
                            ? Cause.notSupported("resourceVersionMatch", quoted(), List.of("NotOlderThan"))
                            : Cause.forbidden(
                                    "resourceVersionMatch",
                                    "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        if (watch && matched && sendInitialEvents.isEmpty()) {
            refuse(Cause.forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }
        if (!watch && sendInitialEvents.isPresent()) {
            refuse(Cause.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        if (!watch && matched && revision.isEmpty()) {
            refuse(Cause.forbidden(
                    "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }
        if (!watch && matched && continueToken.isPresent()) {
            refuse(Cause.forbidden(
                    "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
        }
        if (match == Match.EXACT && revision.orElse(0) == 0) {
            refuse(Cause.forbidden(
                    "resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
    }

    private String quoted() {
        return match == Match.EXACT ? "\"Exact\"" : "\"NotOlderThan\"";
    }

    private static void refuse(Cause cause) {
        throw Problem.invalid("meta.k8s.io", "ListOptions", "", List.of(cause)).exception();
    }

    private static OptionalLong number(Call call, String parameter) {
        Optional<String> text = call.parameter(parameter);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException _) {
            throw Problem.badRequest("strconv.ParseInt: parsing \"%s\": invalid syntax".formatted(text.get()))
                    .exception();
        }
    }

    private static OptionalLong revision(Call call) {
        Optional<String> text = call.parameter("resourceVersion");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(text.get()));
        } catch (NumberFormatException _) {
            throw Problem.badRequest(
                            "invalid resource version: resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid syntax"
                                    .formatted(text.get(), text.get()))
                    .exception();
        }
    }

    private static Match match(Call call) {
        String text = call.parameter("resourceVersionMatch").orElse("");
        return switch (text) {
            case "" -> Match.UNSET;
            case "Exact" -> Match.EXACT;
            case "NotOlderThan" -> Match.NOT_OLDER_THAN;
            default ->
                throw Problem.invalid(
                                "meta.k8s.io",
                                "ListOptions",
                                "",
                                List.of(Cause.notSupported(
                                        "resourceVersionMatch",
                                        "\"" + text + "\"",
                                        List.of("Exact", "NotOlderThan", ""))))
                        .exception();
        };
    }
}
