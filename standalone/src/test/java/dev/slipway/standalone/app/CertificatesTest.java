package dev.slipway.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    @TempDir
    private Path directory;

    @Test
    void leaf_is_signed_by_the_authority_and_kept_until_a_name_is_missing() throws Exception {
        try (DataDirectory data = DataDirectory.take(directory).orElseThrow()) {
            Certificates.Pem first = Certificates.in(data).leaf("api", "api", List.of(), List.of("127.0.0.1"));
            read(first.certificate()).verify(read(first.authority()).getPublicKey());
            byte[] before = Files.readAllBytes(first.certificate());
            Certificates.in(data).leaf("api", "api", List.of(), List.of("127.0.0.1"));
            assertThat(Files.readAllBytes(first.certificate())).isEqualTo(before);
            Certificates.in(data).leaf("api", "api", List.of(), List.of("127.0.0.1", "slipway.local"));
            assertThat(Files.readAllBytes(first.certificate())).isNotEqualTo(before);
        }
    }

    @Test
    void keys_are_readable_by_their_owner_alone() throws Exception {
        try (DataDirectory data = DataDirectory.take(directory).orElseThrow()) {
            Certificates.Pem leaf = Certificates.in(data).leaf("relay", "relay", List.of("agents"), List.of());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(leaf.key())))
                    .isEqualTo("rw-------");
            assertThat(read(leaf.certificate()).getSubjectX500Principal().getName())
                    .isEqualTo("CN=relay,O=agents");
        }
    }

    private static X509Certificate read(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
