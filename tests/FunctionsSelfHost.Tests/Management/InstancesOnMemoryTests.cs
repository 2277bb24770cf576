namespace FunctionsSelfHost.Tests.Management;

public sealed class InstancesOnMemoryTests() : InstancesConformance(null);
