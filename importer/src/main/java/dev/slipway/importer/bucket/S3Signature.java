package dev.slipway.importer.bucket;

import dev.slipway.importer.http.HttpTarget;
import dev.slipway.importer.http.Introduction;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Signature Version 4 of AWS, by AWS's own signer: of host and path, so that a signed request may ask for any range. */
public final class S3Signature implements Introduction {
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsIdentity identity;
    private final String region;
    private final Clock clock;

    /** Signs as this key of this region. */
    public S3Signature(String accessKeyId, String secretKey, String region, Clock clock) {
        this.identity = AwsCredentialsIdentity.create(accessKeyId, secretKey);
        this.region = region;
        this.clock = clock;
    }

    @Override
    public Map<String, String> fields(HttpTarget target) {
        SignedRequest signed = signer.sign(request -> request.identity(identity)
                .request(SdkHttpRequest.builder()
                        .method(SdkHttpMethod.GET)
                        .uri(URI.create(target.absolute()))
                        .build())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        Map<String, String> fields = new LinkedHashMap<>();
        signed.request().headers().forEach((name, values) -> {
            // The connection writes it itself.
            if (!name.toLowerCase(Locale.ROOT).equals("host")) {
                fields.put(name, String.join(",", values));
            }
        });
        return fields;
    }
}
