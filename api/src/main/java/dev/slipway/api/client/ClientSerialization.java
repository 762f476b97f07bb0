package dev.slipway.api.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** The readers of objects for the clients of Slipway's parts. */
public final class ClientSerialization {
    private ClientSerialization() {}

    /**
     * Returns readers that leave {@code metadata.managedFields} out. No part looks at it, it takes more memory than all
     * the rest of an object, and the API server keeps it when it is left out of a write.
     */
    public static KubernetesSerialization withoutManagedFields() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
        return new KubernetesSerialization(mapper, true);
    }

    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagedFields {}
}
