using System.Text.Json;
using VisionSystem.Vision.Evaluation;
using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Tests.Vision.Evaluation;

public sealed class AccuracyJsonTests
{
    [Fact]
    public void Has_the_documented_property_names()
    {
        var evaluation = new CocoEvaluation(["dining table"]);
        evaluation.Add(0, [new GroundTruthObject(0, new PixelBox(0, 0, 10, 10), 100, IsCrowd: false)], []);
        var json = JsonDocument.Parse(AccuracyJson.Write(evaluation.Report())).RootElement;
        foreach (var name in (string[])["ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large", "ar1", "ar10", "ar100"])
        {
            Assert.Equal(name is "ap_medium" or "ap_large" ? -1 : 0, json.GetProperty(name).GetDouble());
            Assert.Equal(JsonValueKind.Number, json.GetProperty("per_class").GetProperty("dining table").GetProperty(name).ValueKind);
        }
    }
}
