package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.schema.ListAtomic;
import dev.slipway.api.schema.ListMap;
import dev.slipway.api.schema.ListSet;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ObjectMeta} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectMeta(
        @Nullable Map<String, String> annotations,
        @Nullable Time creationTimestamp,
        @Nullable Long deletionGracePeriodSeconds,
        @Nullable Time deletionTimestamp,
        @ListSet @Nullable List<String> finalizers,
        @Nullable String generateName,
        @Nullable Long generation,
        @Nullable Map<String, String> labels,
        @ListAtomic @Nullable List<ManagedFieldsEntry> managedFields,
        @Nullable String name,
        @Nullable String namespace,
        @ListMap({"uid"}) @Nullable List<OwnerReference> ownerReferences,
        @Nullable String resourceVersion,
        @Nullable String selfLink,
        @Nullable String uid,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ObjectMetaBuilder.With {}
