package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code TokenBucketRateLimiter} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenBucketRateLimiter(
        @Required @Nullable Integer burst,
        @Required @Nullable Float qps,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements TokenBucketRateLimiterBuilder.With {}
