using System.Reflection;
using Microsoft.Extensions.Logging;
using VisionSystem.Inference;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Logging.Diagnostics;

/// <summary>Log events can be filtered and alerted on by number and by name.</summary>
public sealed class LogEventTests
{
    /// <summary>A type of each assembly whose events are numbered, and the range that its numbers are from.</summary>
    public static TheoryData<Type, int, int> Assemblies => new()
    {
        { typeof(ServiceDefaultsExtensions), 1001, 1199 },
        { typeof(LoggingService), 2001, 2999 },
        { typeof(InferenceService), 3001, 3799 },
        { typeof(ImageDetector), 4001, 4299 },
    };

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_event_has_a_number_and_a_name_of_its_own(Type type, int first, int last)
    {
        var events = EventsOf(type.Assembly);

        Assert.NotEmpty(events);
        Assert.All(events, found => Assert.InRange(found.Event.EventId, first, last));
        Assert.Empty(events.GroupBy(found => found.Event.EventId).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(NameOf))}"));
        Assert.Empty(events.GroupBy(NameOf).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_area_has_one_class_of_events(Type type, int first, int last)
    {
        var classes = EventsOf(type.Assembly).Select(found => found.Method.DeclaringType!).Distinct().ToArray();

        Assert.True(first < last);
        Assert.All(classes, log => Assert.Equal("Log", log.Name));
        Assert.Equal(classes.Length, classes.Select(log => log.Namespace).Distinct().Count());
    }

    private static (MethodInfo Method, LoggerMessageAttribute Event)[] EventsOf(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Event: method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(found => found.Event is not null),
    ];

    /// <summary>The explicit event name, or else the method's name, which the generated code logs.</summary>
    private static string NameOf((MethodInfo Method, LoggerMessageAttribute Event) found) => found.Event.EventName ?? found.Method.Name;
}
