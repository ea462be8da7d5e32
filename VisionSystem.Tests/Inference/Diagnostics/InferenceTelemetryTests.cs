using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using VisionSystem.Inference;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Tests.Deployment;

namespace VisionSystem.Tests.Inference.Diagnostics;

public sealed class InferenceTelemetryTests
{
    [Fact]
    public void Every_instrument_of_the_assembly_belongs_to_its_one_meter()
    {
        var instruments = MetricNames.Instruments().Where(instrument => instrument.Meter.Name.StartsWith(InferenceTelemetry.Name, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(instruments);
        Assert.All(instruments, instrument => Assert.Same(InferenceTelemetry.Meter, instrument.Meter));
    }

    [Fact]
    public void The_assembly_has_one_meter_and_one_activity_source()
    {
        Assert.Same(InferenceTelemetry.Meter, Assert.Single(Held<Meter>()));
        Assert.Same(InferenceTelemetry.Source, Assert.Single(Held<ActivitySource>()));
    }

    private static IEnumerable<T> Held<T>() => typeof(InferenceService).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType == typeof(T))
        .Select(field => (T)field.GetValue(null)!)
        .Distinct();
}
