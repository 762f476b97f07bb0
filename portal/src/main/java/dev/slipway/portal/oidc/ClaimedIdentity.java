package dev.slipway.portal.oidc;

import dev.slipway.portal.cluster.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whom the claims of a token name, by the rules of kube-apiserver; names that are Kubernetes' own are refused. */
sealed interface ClaimedIdentity {
    /** The user. */
    record Accepted(Identity identity) implements ClaimedIdentity {}

    /** The claims name nobody whom the portal may act as; the sentence says why. */
    record Refused(String sentence) implements ClaimedIdentity {}

    /** Where claims are found and what comes before them. */
    record Rules(String usernameClaim, String usernamePrefix, String groupsClaim, String groupsPrefix) {
        private static final String NO_PREFIX = "-";

        static Rules of(OidcSettings settings) {
            String claim = settings.usernameClaim();
            String standard = claim.equals("email") ? "" : settings.issuer().orElse("") + "#";
            String prefix = settings.usernamePrefix().orElse(standard);
            return new Rules(
                    claim,
                    prefix.equals(NO_PREFIX) ? "" : prefix,
                    settings.groupsClaim().orElse(""),
                    settings.groupsPrefix().orElse(""));
        }
    }

    /** Decides whom claims name. */
    static ClaimedIdentity of(Map<String, @Nullable Object> claims, Rules rules) {
        if (!(claims.get(rules.usernameClaim) instanceof String name) || name.isBlank()) {
            return new Refused("The provider does not say who you are: its token lacks the claim \""
                    + rules.usernameClaim
                    + "\", by which users are named here. An admin can name another claim (oidc.usernameClaim).");
        }
        if (rules.usernameClaim.equals("email")
                && claims.containsKey("email_verified")
                && !Boolean.TRUE.equals(claims.get("email_verified"))) {
            return new Refused("Users are named by their address here, and the provider has not verified that \"" + name
                    + "\" is yours. Verify it there, then sign in again.");
        }
        String user = rules.usernamePrefix + name;
        if (ofKubernetes(user)) {
            return new Refused(
                    "The provider calls you \"" + user
                            + "\", and names that begin with \"system:\" belong to Kubernetes itself. An admin can set a prefix for users (oidc.usernamePrefix) or give you another name.");
        }
        return groups(user, rules.groupsClaim.isEmpty() ? null : claims.get(rules.groupsClaim), rules);
    }

    private static ClaimedIdentity groups(String user, @Nullable Object claimed, Rules rules) {
        List<String> groups = new ArrayList<>();
        List<?> names = switch (claimed) {
            case null -> List.of();
            case String one -> List.of(one);
            case List<?> several -> several;
            default -> List.of(claimed);
        };
        for (Object name : names) {
            if (!(name instanceof String text)) {
                return new Refused(
                        "The provider's claim \"" + rules.groupsClaim
                                + "\" holds something else than names of groups. An admin can name another claim (oidc.groupsClaim).");
            }
            String group = rules.groupsPrefix + text;
            if (ofKubernetes(group)) {
                return new Refused(
                        "The provider puts you into the group \"" + group
                                + "\", and groups that begin with \"system:\" belong to Kubernetes itself. An admin can set a prefix for groups (oidc.groupsPrefix) or take you out of it.");
            }
            if (!text.isEmpty()) {
                groups.add(group);
            }
        }
        return new Accepted(new Identity(user, groups));
    }

    private static boolean ofKubernetes(String name) {
        return name.startsWith("system:");
    }
}
