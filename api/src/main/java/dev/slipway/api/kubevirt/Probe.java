package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Probe} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Probe(
        @Nullable ExecAction exec,
        @Nullable Integer failureThreshold,
        @Nullable GuestAgentPing guestAgentPing,
        @Nullable HTTPGetAction httpGet,
        @Nullable Integer initialDelaySeconds,
        @Nullable Integer periodSeconds,
        @Nullable Integer successThreshold,
        @Nullable TCPSocketAction tcpSocket,
        @Nullable Integer timeoutSeconds,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ProbeBuilder.With {}
