package io.github.tfmobile.registry.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceNameTest {

    @Test
    void readsTheTypeOfEveryFormOfDeviceString() {
        assertThat(DeviceName.typeOf("")).isEqualTo("CPU");
        assertThat(DeviceName.typeOf("/")).isEqualTo("CPU");
        assertThat(DeviceName.typeOf("/cpu:0")).isEqualTo("CPU");
        assertThat(DeviceName.typeOf("/gpu:*")).isEqualTo("GPU");
        assertThat(DeviceName.typeOf("/device:GPU")).isEqualTo("GPU");
        assertThat(DeviceName.typeOf("/device:*:1")).isEqualTo("CPU");
        assertThat(DeviceName.typeOf("/job:my-worker/replica:0/task:*/device:XLA_CPU:3"))
                .isEqualTo("XLA_CPU");
        assertThat(DeviceName.typeOf("/job:ps/task:1")).isEqualTo("CPU");
    }

    @Test
    void refusesWhatIsNoDeviceString() {
        assertThat(DeviceName.typeOf("CPU:0")).isNull();
        assertThat(DeviceName.typeOf("/cpu")).isNull();
        assertThat(DeviceName.typeOf("/device:GPU:x")).isNull();
        assertThat(DeviceName.typeOf("/task:")).isNull();
    }
}
