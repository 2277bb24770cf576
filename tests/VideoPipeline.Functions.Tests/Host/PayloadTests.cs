using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.OpenApi;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Tests.Host;

/// <summary>
/// What goes through the durable engine's storage or over the wire has names of its own: hosts and serializers differ in those that they
/// make up, and what does not match is lost without an error.
/// </summary>
public sealed class PayloadTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Type[] Triggers = [typeof(OrchestrationTriggerAttribute), typeof(ActivityTriggerAttribute)];
    private static readonly Assembly App = typeof(VideoPipelineOrchestrator).Assembly;

    public static TheoryData<Type> DurablePayloads { get; } = [.. Closure(Durable())];

    public static TheoryData<Type> WireRecords { get; } =
    [
        .. Closure(ApiCatalog.Operations.Values.SelectMany(o => o.Answers.Select(a => a.Content?.Type)).OfType<Type>()),
    ];

    [Fact]
    public void Payloads_OfEveryKind_AreLookedAt() =>
        Closure(Durable()).Should().Contain([typeof(PipelineInput), typeof(SemaphoreState), typeof(SlotGrant), typeof(StageOutcome)]);

    [Theory]
    [MemberData(nameof(DurablePayloads))]
    [MemberData(nameof(WireRecords))]
    public void Properties_OfAPayload_AllAreNamed(Type payload) =>
        Written(payload).Should().OnlyContain(p => p.GetCustomAttribute<JsonPropertyNameAttribute>() != null);

    // 1.50 arrives as 1.5, and of twenty digits seventeen
    [Theory]
    [MemberData(nameof(DurablePayloads))]
    public void Numbers_OfAPayload_AreNoDecimals(Type payload) =>
        Written(payload).SelectMany(p => Parts(p.PropertyType)).Should().NotContain(typeof(decimal));

    // a number means something else as soon as a value is put between two others
    [Theory]
    [MemberData(nameof(DurablePayloads))]
    public void Choices_OfAPayload_AreWords(Type payload) =>
        Written(payload).SelectMany(p => Parts(p.PropertyType)).Where(t => t.IsEnum)
            .Should().OnlyContain(t => t.GetCustomAttribute<JsonConverterAttribute>() != null);

    private static IEnumerable<Type> Durable()
    {
        MethodInfo[] functions =
        [
            .. App.GetTypes().SelectMany(t => t.GetMethods())
                .Where(m => m.GetParameters().Any(p => p.CustomAttributes.Any(a => Triggers.Contains(a.AttributeType)))),
        ];
        Type[] entities =
        [
            .. App.GetTypes().Where(t => t.BaseType is { IsGenericType: true } b && b.GetGenericTypeDefinition() == typeof(TaskEntity<>)),
        ];
        IEnumerable<MethodInfo> operations = entities.SelectMany(e => e.GetMethods(Declared));
        return functions.Concat(operations).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType))
            .Concat(entities.SelectMany(e => e.BaseType!.GetGenericArguments()))
            .Append(typeof(RunStatus));
    }

    // the app's own records among the types and in their properties; what is written as one text has a converter
    private static HashSet<Type> Closure(IEnumerable<Type> types)
    {
        var found = new HashSet<Type>();
        var open = new Queue<Type>(types.SelectMany(Parts));
        while (open.TryDequeue(out Type? type))
        {
            bool isRecord = type.Namespace!.StartsWith("VideoPipeline", StringComparison.Ordinal) && !type.IsEnum
                && type.GetCustomAttribute<JsonConverterAttribute>() is null;
            if (isRecord && found.Add(type))
            {
                Written(type).SelectMany(p => Parts(p.PropertyType)).ToList().ForEach(open.Enqueue);
            }
        }

        return found;
    }

    private static IEnumerable<PropertyInfo> Written(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always });

    private static IEnumerable<Type> Parts(Type type) => type switch
    {
        { HasElementType: true } => Parts(type.GetElementType()!),
        { IsGenericType: true } => type.GetGenericArguments().SelectMany(Parts),
        _ => [type],
    };
}
