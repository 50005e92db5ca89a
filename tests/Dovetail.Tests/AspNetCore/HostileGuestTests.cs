using System.Globalization;
using System.Text.RegularExpressions;
using Dovetail.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace Dovetail.Tests.AspNetCore;

/// <summary>Guests that do what they should not about their answer, in every order: a client gets one whole answer, or sees that it is cut.</summary>
/// <remarks>The steps are those of <c>/do/</c> in <c>Guest/handler.c</c>: <c>r</c>esponse, <c>b</c>ody, <c>a</c>nswer, <c>w</c>rite, <c>f</c>lush, <c>d</c>rop the stream, <c>e</c>nd, …</remarks>
public sealed partial class HostileGuestTests : ServingTestBase
{
    private const string Cut = "cut";

    [Theory]
    // In order, and with the body first.
    [InlineData("r200,a", "200 ")]
    [InlineData("r200,b,a,whello,d,e", "200 hello")]
    [InlineData("r200,b,whello,d,e,a", "200 hello")]
    [InlineData("r200,b,a,f,f,f,d,e", "200 ")]
    // What comes after a whole answer changes nothing of it.
    [InlineData("r200,a,t", "200 ")]
    [InlineData("r200,b,a,whello,d,e,t", "200 hello")]
    [InlineData("r200,b,a,whello,d,e,whello", "200 hello")]
    [InlineData("r200,b,a,whello,d,e,e", "200 hello")]
    [InlineData("r200,b,a,whello,d,e,a", "200 hello")]
    [InlineData("r200,b,a,whello,d,e,r500,a", "200 hello")]
    // The answer is given twice, away, too late or never.
    [InlineData("r200,b,a,a", "500")]
    [InlineData("o", "500")]
    [InlineData("o,r200,a", "500")]
    [InlineData("r200,b,whello,d,e", "500")]
    // The body has no end.
    [InlineData("r200,b,a,whello,t", Cut)]
    [InlineData("r200,b,a,whello,f,t", Cut)]
    [InlineData("r200,b,a,whello,f,d,x", Cut)]
    [InlineData("r200,b,a,whello", Cut)]
    [InlineData("r200,b,a,W1000,t", Cut)]
    [InlineData("r200,b,whello,d,x,a", "500")]
    [InlineData("r200,b,whello,a,x", Cut)]
    [InlineData("r200,b,a,e", "500")]
    [InlineData("r200,b,a,d,x", "500")]
    [InlineData("r200,b,a", "500")]
    // The length is another.
    [InlineData("hcontent-length:5,r200,b,a,whello,d,e", "200 hello")]
    [InlineData("hcontent-length:5,hcontent-length:5,r200,b,a,whello,d,e", "500")]
    [InlineData("hcontent-length:5,hcontent-length:6,r200,b,a,whello,d,e", "500")]
    [InlineData("hcontent-length:10,r200,b,a,whello,d,e", Cut)]
    [InlineData("hcontent-length:10,r200,b,a,d,e", "500")]
    [InlineData("hcontent-length:10,r200,a", "500 the handler did not finish its answer")]
    [InlineData("hcontent-length:5,hcontent-length:6,r200,a", "500 the handler failed")]
    [InlineData("hcontent-length:0,r200,a", "200 ")]
    [InlineData("hcontent-length:3,r200,b,a,whello,d,e", "500")]
    [InlineData("hcontent-length:-1,r200,a", "200 ")]
    // Statuses that have no body, or are none of an answer.
    [InlineData("r204,b,a,whello,d,e", "204 ")]
    [InlineData("r205,b,a,whello,d,e", "205 ")]
    [InlineData("r304,b,a,whello,d,e", "304 ")]
    [InlineData("hcontent-length:5,r204,b,a,whello,d,e", "204 ")]
    [InlineData("hcontent-length:5,r204,a", "204 ")]
    [InlineData("hcontent-length:5,r205,b,a,whello,d,e", "205 ")]
    [InlineData("hcontent-length:5,r304,b,a,whello,d,e", "304 ")]
    [InlineData("hcontent-length:5,r304,a", "304 ")]
    [InlineData("hcontent-length:5,r304,b,a,d,e", "304 ")]
    [InlineData("r204,b,a,whello,t", "500")]
    [InlineData("r100,a", "500")]
    [InlineData("r101,b,a,whello,d,e", "500")]
    [InlineData("r199,b,whello,d,e,a", "500")]
    [InlineData("r999,a", "999 ")]
    // Fields that are the server's, and more than there may be.
    [InlineData("htransfer-encoding:chunked,hconnection:close,hupgrade:h2c,r200,b,a,whello,d,e", "200 hello")]
    [InlineData("hte:trailers,htrailer:x,r200,b,a,whello,d,e", "200 hello")]
    [InlineData("H3000,r200,b,a,whello,d,e", "200 hello")]
    [InlineData("H10000,r200,a", "500")]
    public async Task One_whole_answer_or_none(string steps, string expected)
    {
        var host = new ComponentHost(Guest, Limited(new StoreOptions { Deadline = TimeSpan.FromMinutes(2) }));
        var address = Serve(host);
        Assert.StartsWith(expected, Judge(await Raw(address, $"GET /do/{steps} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")), StringComparison.Ordinal);
        Assert.StartsWith(expected, Judge(await Raw(address, $"GET /do/{steps} HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: close\r\n\r\n")), StringComparison.Ordinal);
        Assert.Equal("hello from a component\n", await Client.GetStringAsync(Uri(address + "/")));
        await Until(() => host.ActiveRequests == 0);
    }

    // Until the server has asked all who may add to the header nothing has gone out, but what the guest wrote will.
    [Theory]
    [InlineData("r200,b,a,whello,t", Cut)]
    [InlineData("r200,b,a,whello,d,x", Cut)]
    [InlineData("r200,b,a,whello,d,e", "200 hello")]
    [InlineData("r200,b,a,t", "500 the handler failed\n")]
    public async Task A_header_that_takes_its_time_is_that_of_the_answer_it_belongs_to(string steps, string expected)
    {
        var (gate, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var address = Serve(application =>
        {
            application.Use((context, next) =>
            {
                context.Response.OnStarting(() => gate.Task);
                // The guest has ended when this returns, but perhaps not the answer.
                var answer = next(context);
                end.SetResult();
                return answer;
            });
            application.UseRouting();
            application.MapComponent("/", Guest);
        });
        var answer = Raw(address, $"GET /do/{steps} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        await end.Task.WaitAsync(TimeSpan.FromSeconds(30));
        gate.SetResult();
        Assert.Equal(expected, Judge(await answer));
    }

    // The status and body of the one answer that a connection gave, which must be as long as it says; or that it was cut.
    private static string Judge(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return Cut;
        var (head, body) = (answer[..(end + 2)], answer[(end + 4)..]);
        var status = head.Split(' ')[1];
        if (head.Contains("\r\nTransfer-Encoding: chunked\r\n", StringComparison.OrdinalIgnoreCase))
        {
            var whole = Chunks().Match(body);
            return whole.Success ? $"{status} {string.Concat(whole.Groups["chunk"].Captures.Select(chunk => chunk.Value[(chunk.Value.IndexOf('\n', StringComparison.Ordinal) + 1)..^2]))}" : Cut;
        }
        var lengths = Length().Matches(head).Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        if (status is "204" or "304")
            return body.Length == 0 ? $"{status} " : $"{status} with {body.Length} bytes that it cannot have";
        return lengths is [var length] ? body.Length == length ? $"{status} {body}" : body.Length < length ? Cut : $"{body.Length - length} bytes too many"
            : $"{lengths.Length} lengths";
    }

    [GeneratedRegex(@"\A(?<chunk>[1-9a-f][0-9a-f]*\r\n[^\r]*\r\n)*0\r\n\r\n\z", RegexOptions.Singleline)]
    private static partial Regex Chunks();

    [GeneratedRegex(@"\r\ncontent-length: (\d+)(?=\r\n)", RegexOptions.IgnoreCase)]
    private static partial Regex Length();
}
