using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>Tests the parameters <c>background</c> and <c>scale</c> on images from the field.</summary>
public sealed class PixelParameterTests(DetectApiTests.Service service) : IClassFixture<DetectApiTests.Service>
{
    [Fact]
    public async Task Objects_on_transparency_are_detected_as_on_white()
    {
        var onWhite = await DetectAsync(Case("composited-on-white.png"));
        var transparent = await DetectAsync(Case("dark-on-transparent.png"));

        Assert.NotEmpty(onWhite);
        Assert.Equal(onWhite.Count, transparent.Count);
        Assert.All(onWhite, found => Assert.True(new ExpectedBox(found.Class, found.Confidence, found.Box).IsAmong(transparent, 0.98f, 0.01f), $"{found}"));
    }

    [Fact]
    public async Task The_background_is_chosen_in_the_query_and_in_the_form()
    {
        var image = Case("dark-on-transparent.png");
        var white = await DetectAsync(image);
        var black = await DetectAsync(image, "?background=black");

        Assert.NotEqual(white, black);
        Assert.Equal(black, await DetectAsync(image, "?background=%23000000"));
        Assert.Equal(black, await DetectAsync(image, "", ("background", "000000")));
        Assert.Equal(white, await DetectAsync(image, "?background=WHITE", ("background", "black")));
    }

    [Fact]
    public async Task The_used_range_of_16_bits_is_stretched_on_request()
    {
        var image = Case("grey16-12bits-used.png");
        var byDepth = await DetectAsync(image);
        var byRange = await DetectAsync(image, "?scale=range");

        Assert.Equal(byDepth, await DetectAsync(image, "?scale=depth"));
        Assert.True(byRange.Count > byDepth.Count, $"{byRange.Count} objects by range, {byDepth.Count} by depth");
        Assert.Equal(byRange, await DetectAsync(image, "", ("scale", "range")));
    }

    [Theory]
    [InlineData("detect", "background=red")]
    [InlineData("detect", "background=")]
    [InlineData("detect", "background=%23fff")]
    [InlineData("classify", "background=12345g")]
    [InlineData("detect", "scale=full")]
    [InlineData("classify", "scale=1")]
    public async Task Other_values_are_refused_by_name(string task, string parameter)
    {
        using var answer = await service.Client.SendAsync(Case("composited-on-white.png"), "?" + parameter, task: task);
        var problem = await answer.ProblemAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-parameters"), (answer.StatusCode, problem.Slug()));
        Assert.Equal([parameter.Split('=')[0]], problem.ErrorFields());
    }

    private static byte[] Case(string name) => File.ReadAllBytes(TestData.Require("cases/" + name));

    private async Task<IReadOnlyList<Detection>> DetectAsync(byte[] image, string query = "", params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(image), "image", "photo.png" } };
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        using var answer = await service.Client.PostAsync(new Uri("/v1/detect" + query, UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return ExpectedBox.Detections(await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
