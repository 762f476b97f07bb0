package dev.slipway.operator.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateSignerTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final CertificateSigner SIGNER = new CertificateSigner(NOW);
    private static final Duration LIFE = Duration.ofDays(90);

    @Test
    void a_server_has_its_name_and_is_signed_by_the_authority() throws GeneralSecurityException {
        KeyedCertificate authority = SIGNER.authority("uploads", LIFE);
        KeyedCertificate server = SIGNER.leaf(authority, "a.shop.svc", List.of("a.shop.svc"), LIFE);

        server.certificate().verify(authority.certificate().getPublicKey());
        assertThat(server.certificate().getSubjectAlternativeNames()).containsExactly(List.of(2, "a.shop.svc"));
        assertThat(server.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(authority.certificate().getBasicConstraints()).isZero();
        assertThat(server.certificate().getBasicConstraints()).isNegative();
    }

    @Test
    void a_client_is_no_server() throws GeneralSecurityException {
        KeyedCertificate client = SIGNER.leaf(SIGNER.authority("uploads", LIFE), "upload-proxy", List.of(), LIFE);
        assertThat(client.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void another_authority_has_not_signed_it() throws GeneralSecurityException {
        KeyedCertificate client = SIGNER.leaf(SIGNER.authority("uploads", LIFE), "upload-proxy", List.of(), LIFE);
        KeyedCertificate other = SIGNER.authority("uploads", LIFE);
        assertThatThrownBy(() -> client.certificate().verify(other.certificate().getPublicKey()))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void what_was_written_is_read_again() throws GeneralSecurityException {
        KeyedCertificate before = SIGNER.authority("uploads", LIFE);
        assertThat(KeyedCertificate.of(before.certificatePem(), before.keyPem()))
                .isEqualTo(before);
    }

    @Test
    void a_certificate_is_old_when_a_third_of_its_life_is_left() throws GeneralSecurityException {
        KeyedCertificate certificate = SIGNER.authority("uploads", LIFE);
        assertThat(certificate.isOld(NOW.plus(Duration.ofDays(59)))).isFalse();
        assertThat(certificate.isOld(NOW.plus(Duration.ofDays(61)))).isTrue();
    }

    @Test
    void long_names_are_possible() throws GeneralSecurityException {
        String name = "cdi-upload-" + "d".repeat(200) + ".shop.svc";
        assertThat(SIGNER.leaf(SIGNER.authority("uploads", LIFE), name, List.of(name), LIFE)
                        .certificate()
                        .getSubjectAlternativeNames())
                .containsExactly(List.of(2, name));
    }
}
