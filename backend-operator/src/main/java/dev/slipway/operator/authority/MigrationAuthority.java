package dev.slipway.operator.authority;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.operator.cluster.ObjectWriter;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The certificates of migrations. Each migration has an authority of its own, whose key is forgotten at once: nobody but the
 * two launchers of this migration is ever let in by either.
 */
public final class MigrationAuthority {
    private static final Duration LIFE = Duration.ofDays(7);

    private final ObjectWriter writer;
    private final InstantSource clock;

    /** Makes the authority of all migrations. */
    public MigrationAuthority(ObjectWriter writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /** Makes the Secret of a migration, unless it is there. */
    public void issue(String migrationUid) {
        try {
            writer.createIfAbsent(new SecretBuilder(secret(migrationUid))
                    .withData(data(migrationUid))
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificates of the migration " + migrationUid + " cannot be made", e);
        }
    }

    private Map<String, String> data(String migrationUid) throws GeneralSecurityException {
        CertificateSigner signer = new CertificateSigner(clock.instant());
        String serverName = SlipwayNames.migrationServer(migrationUid);
        KeyedCertificate authority = signer.authority("Slipway migration", LIFE);
        KeyedCertificate server = signer.leaf(authority, serverName, List.of(serverName), LIFE);
        KeyedCertificate client = signer.leaf(authority, "migration", List.of(), LIFE);
        Base64.Encoder base64 = Base64.getEncoder();
        Map<String, String> data = new TreeMap<>();
        data.put(CertificateSecrets.ISSUER, base64.encodeToString(authority.certificatePem()));
        data.put("server.crt", base64.encodeToString(server.certificatePem()));
        data.put("server.key", base64.encodeToString(server.keyPemForGnuTls()));
        data.put("client.crt", base64.encodeToString(client.certificatePem()));
        data.put("client.key", base64.encodeToString(client.keyPemForGnuTls()));
        return data;
    }

    /** Takes the Secret away: the migration is over. */
    public void revoke(String migrationUid) {
        writer.delete(secret(migrationUid), Optional.empty());
    }

    private static Secret secret(String migrationUid) {
        return CertificateSecrets.named(SlipwayNames.MIGRATIONS_NAMESPACE, SlipwayNames.migrationSecret(migrationUid));
    }
}
