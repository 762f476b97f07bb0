package dev.slipway.portal.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.portal.PortalSettings;
import dev.slipway.portal.cluster.ClusterConnection;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The account {@code admin} of a new installation, made where the settings ask for it. Its password is in a Secret, by which
 * replicas agree on one, and which says whether the account was made: an account that was deleted does not come back.
 */
@Singleton
class FirstAccount {
    private static final Logger LOG = Logger.getLogger(FirstAccount.class);
    private static final String USER = "admin";
    private static final String GROUP = "slipway:admins";
    private static final String MADE = "slipway.dev/account-made";
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ClusterConnection connection;
    private final PortalSettings settings;
    private @Nullable Thread thread;

    FirstAccount(ClusterConnection connection, PortalSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        if (settings.firstAccount()) {
            thread = Thread.ofVirtual().name("first account").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        try {
            while (!attempt()) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the account has been made, now or before. */
    private boolean attempt() {
        try {
            Optional<KubernetesClient> client = connection.own();
            client.ifPresent(FirstAccount::make);
            return client.isPresent();
        } catch (KubernetesClientException e) {
            LOG.debugf("the first account is not made yet: %s", ClusterConnection.cause(e));
            return false;
        }
    }

    /** Makes the account unless that was done before. */
    static void make(KubernetesClient client) {
        Secret first = password(client);
        Map<String, String> annotations = first.getMetadata().getAnnotations();
        if (annotations != null && annotations.containsKey(MADE)) {
            return;
        }
        String password = new String(Base64.getDecoder().decode(first.getData().get("password")), UTF_8);
        LocalAccounts.createWithRandomPassword(client, USER, password, List.of(GROUP));
        client.resource(first)
                .edit(secret -> new SecretBuilder(secret)
                        .editMetadata()
                        .addToAnnotations(MADE, "true")
                        .endMetadata()
                        .build());
        LOG.infof("account \"%s\" is made; its password is in the Secret %s", USER, SlipwayNames.FIRST_ACCOUNT);
    }

    private static Secret password(KubernetesClient client) {
        var resource = client.secrets().inNamespace(SlipwayNames.NAMESPACE).withName(SlipwayNames.FIRST_ACCOUNT);
        Secret known = resource.get();
        if (known != null) {
            return known;
        }
        try {
            return client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withNamespace(SlipwayNames.NAMESPACE)
                            .withName(SlipwayNames.FIRST_ACCOUNT)
                            .endMetadata()
                            .withType("kubernetes.io/basic-auth")
                            .addToStringData("username", USER)
                            .addToStringData("password", LocalAccounts.randomPassword())
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            return resource.require();
        }
    }
}
