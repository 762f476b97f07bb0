package dev.slipway.portal.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Accounts kept in the cluster: Secrets in the namespace {@code slipway-accounts} with the label {@code slipway.dev/account=true} and
 * the data {@code username}, {@code passwordHash} and {@code groups} (separated by commas).
 */
@Singleton
public class LocalAccounts implements SignIn {
    static final int SHORTEST_PASSWORD = 8;
    static final int LONGEST_PASSWORD = 256;

    /** Without characters that look alike. */
    private static final String PASSWORD_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    /** Of 32 letters each: 70 bits. */
    private static final int PASSWORD_LENGTH = 14;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,38}[a-z0-9])?");
    private static final PasswordHash NOBODY = PasswordHash.ofNothing();

    /** Hashing is slow on purpose: few at a time, so that wrong tries cannot take all processors. */
    private final Semaphore hashing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    private final ClusterConnection connection;

    LocalAccounts(ClusterConnection connection) {
        this.connection = connection;
    }

    /** Makes an account or gives an existing one this password and these groups. Throws IllegalArgumentException with a sentence for a bad name or password. */
    public static void createOrReplace(KubernetesClient client, String user, String password, List<String> groups) {
        store(client, user, password, PasswordHash.of(password), groups);
    }

    /** Returns a password from a random generator, for {@link #createWithRandomPassword}. */
    public static String randomPassword() {
        StringBuilder password = new StringBuilder();
        new SecureRandom()
                .ints(PASSWORD_LENGTH, 0, PASSWORD_LETTERS.length())
                .forEach(index -> password.append(PASSWORD_LETTERS.charAt(index)));
        return password.toString();
    }

    /** As {@link #createOrReplace}, for a password of at least 64 bits from a random generator. */
    public static void createWithRandomPassword(
            KubernetesClient client, String user, String password, List<String> groups) {
        store(client, user, password, PasswordHash.ofRandom(password), groups);
    }

    private static void store(
            KubernetesClient client, String user, String password, PasswordHash hash, List<String> groups) {
        problem(user, password).ifPresent(problem -> {
            throw new IllegalArgumentException(problem.sentence());
        });
        if (client.namespaces().withName(SlipwayNames.ACCOUNTS_NAMESPACE).get() == null) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(SlipwayNames.ACCOUNTS_NAMESPACE)
                            .endMetadata()
                            .build())
                    .create();
        }
        client.resource(secret(user, hash, groups))
                .fieldManager("slipway-portal")
                .forceConflicts()
                .serverSideApply();
    }

    /** Returns what is wrong with a name or a new password. */
    public static Optional<AccountProblem> problem(String user, String password) {
        if (!NAME.matcher(user).matches()) {
            return Optional.of(new AccountProblem.BadName(user));
        }
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            return Optional.of(new AccountProblem.BadPassword(password.length()));
        }
        return Optional.empty();
    }

    @Override
    public Result check(String user, String password) {
        Optional<Secret> account;
        try {
            account = account(user);
        } catch (KubernetesClientException e) {
            return new Result.Unavailable("Nobody can sign in now, because the Kubernetes API does not answer: "
                    + ClusterConnection.cause(e) + ". Machines keep running; try again in a minute.");
        }
        Optional<PasswordHash> hash = account.flatMap(secret -> PasswordHash.parse(text(secret, "passwordHash")));
        // an unknown name costs the same time as a wrong password
        boolean right = matches(hash.orElse(NOBODY), shortened(password)) && hash.isPresent();
        return right && password.length() <= LONGEST_PASSWORD
                ? new Result.Known(account.map(LocalAccounts::identity).orElseThrow())
                : new Result.Wrong();
    }

    @Override
    public Optional<Identity> refresh(Identity known) {
        try {
            return account(known.user()).map(LocalAccounts::identity);
        } catch (KubernetesClientException _) {
            return Optional.of(known);
        }
    }

    /** Gives an account a new password. */
    public void changePassword(Identity identity, String password) {
        KubernetesClient client = connection.own().orElseThrow(() -> new KubernetesClientException("no connection"));
        createOrReplace(client, identity.user(), password, identity.groups());
    }

    private Optional<Secret> account(String user) {
        if (!NAME.matcher(user).matches()) {
            return Optional.empty();
        }
        KubernetesClient client = connection
                .own()
                .orElseThrow(() -> new KubernetesClientException("the portal has no connection to it yet"));
        Secret secret = client.secrets()
                .inNamespace(SlipwayNames.ACCOUNTS_NAMESPACE)
                .withName(secretName(user))
                .get();
        return Optional.ofNullable(secret)
                .filter(found -> found.getMetadata().getLabels() != null
                        && "true".equals(found.getMetadata().getLabels().get(SlipwayNames.ACCOUNT))
                        && text(found, "username").equals(user));
    }

    private boolean matches(PasswordHash hash, String password) {
        hashing.acquireUninterruptibly();
        try {
            return hash.matches(password);
        } finally {
            hashing.release();
        }
    }

    private static String shortened(String password) {
        return password.length() <= LONGEST_PASSWORD ? password : password.substring(0, LONGEST_PASSWORD);
    }

    private static Secret secret(String user, PasswordHash hash, List<String> groups) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(secretName(user))
                .withNamespace(SlipwayNames.ACCOUNTS_NAMESPACE)
                .addToLabels(SlipwayNames.ACCOUNT, "true")
                .endMetadata()
                .withType("Opaque")
                .withData(Map.of(
                        "username", encode(user),
                        "passwordHash", encode(hash.toString()),
                        "groups", encode(String.join(",", groups))))
                .build();
    }

    private static Identity identity(Secret secret) {
        List<String> groups = Stream.of(text(secret, "groups").split(","))
                .map(String::strip)
                .filter(group -> !group.isEmpty())
                .toList();
        return new Identity(text(secret, "username"), groups);
    }

    private static String secretName(String user) {
        return "account-" + user;
    }

    private static String text(Secret secret, String key) {
        String value = secret.getData() == null ? null : secret.getData().get(key);
        return value == null ? "" : new String(Base64.getDecoder().decode(value), UTF_8).strip();
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
