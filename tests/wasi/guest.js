// WASI 0.2 from JavaScript: each test calls functions of the interfaces as componentize-js binds them, and provokes their errors. The host grants what JavaScriptGuestTests.cs says. Addresses and
// terminals are left to the guests in C: componentize-js 0.23 has no binding for a resource whose interface has nothing else, as `network` and `terminal-input` are.
import fail from 'fail';
import { getArguments, getEnvironment, initialCwd } from 'wasi:cli/environment@0.2.12';
import { exit } from 'wasi:cli/exit@0.2.12';
import { getStdin } from 'wasi:cli/stdin@0.2.12';
import { getStdout } from 'wasi:cli/stdout@0.2.12';
import { now, resolution, subscribeDuration, subscribeInstant } from 'wasi:clocks/monotonic-clock@0.2.12';
import { now as wallNow, resolution as wallResolution } from 'wasi:clocks/wall-clock@0.2.12';
import { getDirectories } from 'wasi:filesystem/preopens@0.2.12';
import { poll } from 'wasi:io/poll@0.2.12';
import { getRandomBytes, getRandomU64 } from 'wasi:random/random@0.2.12';
import { getInsecureRandomBytes, getInsecureRandomU64 } from 'wasi:random/insecure@0.2.12';
import { insecureSeed } from 'wasi:random/insecure-seed@0.2.12';
import { createTcpSocket } from 'wasi:sockets/tcp-create-socket@0.2.12';
import { createUdpSocket } from 'wasi:sockets/udp-create-socket@0.2.12';
import { Fields, OutgoingRequest, OutgoingResponse, RequestOptions } from 'wasi:http/types@0.2.12';
import { handle } from 'wasi:http/outgoing-handler@0.2.12';
import { get, getAll } from 'wasi:config/store@0.2.0-draft';
import { log } from 'wasi:logging/logging@0.1.0-draft';
import { open } from 'wasi:keyvalue/store@0.2.0-draft2';
import { increment, swap, Cas } from 'wasi:keyvalue/atomics@0.2.0-draft2';
import { deleteMany, getMany, setMany } from 'wasi:keyvalue/batch@0.2.0-draft2';

const show = value => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : ArrayBuffer.isView(part) ? [...part] : part));

function equal(expected, found, what = 'value') {
  if (show(expected) !== show(found)) throw new Error(`${what}: expected ${show(expected)}, found ${show(found)}`);
}

function check(condition, what) {
  if (!condition) throw new Error(what);
}

/** That a call throws an error of its interface. */
function fails(expected, call) {
  try {
    call();
  } catch (error) {
    if (error?.payload === undefined) throw error;
    return equal(expected, error.payload, 'error');
  }
  throw new Error(`expected the error ${show(expected)}, found none`);
}

const bytes = text => new TextEncoder().encode(text);
const text = data => new TextDecoder().decode(Uint8Array.from(data));
const read = { read: true }, readWrite = { read: true, write: true }, create = { create: true };
const root = () => getDirectories()[0][0];
const file = name => root().openAt({}, name, create, readWrite);

const all = {
  streams_are_read_to_their_end() {
    const input = getStdin();
    equal('0123', text(input.blockingRead(4n)));
    equal(2n, input.blockingSkip(2n));
    equal('6789', text(input.blockingRead(100n)));
    fails({ tag: 'closed' }, () => input.blockingRead(1n));
    fails({ tag: 'closed' }, () => input.read(1n));
  },
  streams_are_written_and_spliced() {
    const output = getStdout();
    output.subscribe().block();
    check(output.checkWrite() > 5n, 'permit');
    output.write(bytes('hello'));
    output.flush();
    output.blockingFlush();
    output.blockingWriteAndFlush(bytes(', world'));
    output.blockingWriteZeroesAndFlush(3n);
    equal(10n, output.blockingSplice(getStdin(), 100n));
  },
  pollables_are_waited_for() {
    const never = subscribeDuration(0xffffffffffffffffn), soon = subscribeDuration(10_000_000n);
    check(!never.ready(), 'never is not ready');
    equal([1], [...poll([never, soon])]);
    soon.block();
    check(soon.ready(), 'soon is ready');
    check(subscribeInstant(0n).ready(), 'the past is ready');
  },
  clocks_go_on() {
    const start = now();
    check(now() >= start && resolution() > 0n, 'monotonic');
    const { seconds, nanoseconds } = wallNow();
    check(seconds > 1735689600n && nanoseconds < 1e9, 'wall');
    check(wallResolution().nanoseconds > 0 || wallResolution().seconds > 0n, 'resolution');
    check(Math.abs(Date.now() / 1000 - Number(seconds)) < 10, 'the clock of the engine');
  },
  random_numbers_differ() {
    for (const draw of [getRandomBytes, getInsecureRandomBytes]) {
      equal(32, draw(32n).length);
      check(show(draw(32n)) !== show(draw(32n)), 'bytes');
    }
    check(getRandomU64() !== getRandomU64() && getInsecureRandomU64() !== getInsecureRandomU64(), 'numbers');
    equal(2, insecureSeed().length);
  },
  the_environment_is_told() {
    equal(['program', 'one', ''], getArguments());
    equal([['A', '1'], ['B', '']], getEnvironment().sort());
    equal('/home', initialCwd());
  },
  exits_1_with_failure() {
    exit({ tag: 'err' });
  },
  files_are_written_and_read() {
    const f = file('f');
    equal(5n, f.write(bytes('hello'), 0n));
    equal('ell', text(f.read(3n, 1n)[0]));
    equal([[], true], [[...f.read(3n, 5n)[0]], f.read(3n, 5n)[1]]);
    f.appendViaStream().blockingWriteAndFlush(bytes('!'));
    f.writeViaStream(0n).blockingWriteAndFlush(bytes('J'));
    equal('Jello!', text(f.readViaStream(0n).blockingRead(100n)));
    f.setSize(2n);
    f.setTimes({ tag: 'timestamp', val: { seconds: 1000n, nanoseconds: 5 } }, { tag: 'no-change' });
    const stat = f.stat();
    equal(['regular-file', 2n, 1n], [stat.type, stat.size, stat.linkCount]);
    equal({ seconds: 1000n, nanoseconds: 5 }, stat.dataAccessTimestamp);
    f.advise(0n, 1n, 'sequential');
    f.sync();
    f.syncData();
    check(f.getFlags().write, 'flags');
    equal('regular-file', f.getType());
    check(f.isSameObject(file('f')), 'same');
    equal(f.metadataHash(), root().metadataHashAt({}, 'f'));
  },
  directories_are_changed() {
    const d = root();
    d.createDirectoryAt('d');
    file('d/f');
    d.linkAt({}, 'd/f', d, 'g');
    d.symlinkAt('g', 'l');
    equal('g', d.readlinkAt('l'));
    d.renameAt('g', d, 'h');
    d.setTimesAt({}, 'h', { tag: 'now' }, { tag: 'now' });
    equal('symbolic-link', d.statAt({}, 'l').type);
    const entries = d.readDirectory(), names = [];
    for (let entry; (entry = entries.readDirectoryEntry()) !== undefined;) names.push(`${entry.name} ${entry.type}`);
    equal(['d directory', 'h regular-file', 'l symbolic-link'], names.sort());
    d.unlinkFileAt('h');
    d.unlinkFileAt('l');
    d.unlinkFileAt('d/f');
    d.removeDirectoryAt('d');
  },
  files_have_errors() {
    const d = root();
    fails('no-entry', () => d.openAt({}, 'none', {}, read));
    d.createDirectoryAt('d');
    fails('exist', () => d.createDirectoryAt('d'));
    fails('is-directory', () => d.unlinkFileAt('d'));
    fails('is-directory', () => d.openAt({}, 'd', {}, { write: true }));
    file('d/f');
    fails('not-empty', () => d.removeDirectoryAt('d'));
    fails('not-directory', () => d.removeDirectoryAt('d/f'));
    fails('invalid', () => d.readlinkAt('d/f'));
    fails('not-permitted', () => d.openAt({}, '../x', {}, read));
    fails('not-permitted', () => d.symlinkAt('/etc', 'l'));
    d.symlinkAt('l', 'l');
    fails('loop', () => d.openAt({ symlinkFollow: true }, 'l', {}, read));
    fails('bad-descriptor', () => d.openAt({}, 'd/f', {}, read).write(bytes('x'), 0n));
    fails('file-too-large', () => file('f').setSize(0xffffffffffffffffn));
    fails('read-only', () => getDirectories()[1][0].createDirectoryAt('d'));
  },
  sockets_have_states_and_options() {
    const tcp = createTcpSocket('ipv4'), udp = createUdpSocket('ipv6');
    equal(['ipv4', 'ipv6', false], [tcp.addressFamily(), udp.addressFamily(), tcp.isListening()]);
    fails('invalid-state', () => tcp.localAddress());
    fails('invalid-state', () => tcp.startListen());
    fails('not-in-progress', () => tcp.finishBind());
    fails('invalid-state', () => udp.stream(undefined));
    fails('invalid-argument', () => tcp.setHopLimit(0));
    tcp.setHopLimit(42);
    equal(42, tcp.hopLimit());
    tcp.setKeepAliveEnabled(true);
    check(tcp.keepAliveEnabled(), 'keep-alive');
    udp.setReceiveBufferSize(65536n);
    check(udp.receiveBufferSize() >= 65536n, 'buffer');
  },
  fields_keep_what_is_set() {
    const fields = Fields.fromList([['x-a', bytes('1')]]);
    fields.append('X-A', bytes('2'));
    fields.set('x-b', [bytes('3')]);
    equal(['1', '2'], fields.get('x-a').map(text));
    check(fields.has('x-B') && fields.entries().length === 3 && fields.clone().has('x-a'), 'fields');
    fields.delete('x-a');
    fails({ tag: 'invalid-syntax' }, () => fields.append('two words', bytes('')));
    fails({ tag: 'forbidden' }, () => fields.append('connection', bytes('close')));
    fails({ tag: 'immutable' }, () => new OutgoingResponse(new Fields()).headers().append('x-a', bytes('1')));
  },
  messages_keep_what_is_set() {
    const request = new OutgoingRequest(new Fields()), options = new RequestOptions(), response = new OutgoingResponse(new Fields());
    request.setMethod({ tag: 'other', val: 'PURGE' });
    request.setPathWithQuery('/a?b');
    request.setAuthority('example.com');
    request.setScheme({ tag: 'HTTP' });
    equal([{ tag: 'other', val: 'PURGE' }, '/a?b', 'example.com', { tag: 'HTTP' }], [request.method(), request.pathWithQuery(), request.authority(), request.scheme()]);
    options.setConnectTimeout(5n);
    equal(5n, options.connectTimeout());
    response.setStatusCode(404);
    equal(404, response.statusCode());
    request.body();
    let again;
    try {
      request.body();
      again = true;
    } catch {
      again = false;
    }
    check(!again, 'a second body');
    fails({ tag: 'HTTP-request-denied' }, () => handle(request, options));
  },
  services_answer() {
    equal('red', get('color'));
    equal(undefined, get('size'));
    equal(1, getAll().length);
    log('warn', 'context', 'message');
    const bucket = open('default');
    bucket.set('k', bytes('v'));
    equal(['v', true, ['k']], [text(bucket.get('k')), bucket.exists('k'), bucket.listKeys(undefined).keys]);
    equal(3n, increment(bucket, 'n', 3n));
    const cas = Cas.new(bucket, 'k');
    equal('v', text(cas.current()));
    swap(cas, bytes('w'));
    setMany(bucket, [['a', bytes('1')], ['b', bytes('2')]]);
    equal(['1', undefined], getMany(bucket, ['a', 'none']).map(found => found && text(found[1])));
    deleteMany(bucket, ['a', 'b', 'k', 'n']);
    bucket.delete('k');
    equal(undefined, bucket.get('k'));
    fails({ tag: 'no-such-store' }, () => open('none'));
  },
};

export const tests = () => Object.keys(all);

export function run(name) {
  try {
    all[name]();
  } catch (error) {
    fail(String(error?.payload === undefined ? error : show(error.payload)));
  }
}
