/** Whether a name may be called in a file though nothing declares it; the path says the language. */
export function isKnownEverywhere(name: string, path: string): boolean {
  if (/\.pyi?$/.test(path)) return pythonBuiltins.has(name);
  // Names of build steps and of libraries for pages begin so.
  return /^(?:\$|__)/.test(name) || javascriptGlobals.has(name) || javascriptFamilies.test(name);
}

/** Of the language, of its hosts, and of test runners. */
const javascriptGlobals: ReadonlySet<string> = wordsOf(`
AbortController AbortSignal ActiveXObject AggregateError And Animation AnimationEvent Array ArrayBuffer
AsyncDisposableStack Atomics Attr Audio AudioBuffer AudioContext AudioWorkletNode Backbone BarcodeDetector
BeforeUnloadEvent BigInt BigInt64Array BigUint64Array Blob BlobEvent Boolean BroadcastChannel Buffer Bun
ByteLengthQueuingStrategy CDATASection Cache CacheStorage CharacterData ChromeUtils ClipboardEvent ClipboardItem
CloseEvent Comment Components CompositionEvent CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent
Cypress DOMException DOMMatrix DOMParser DOMPoint DOMQuad DOMRect DOMRectReadOnly DOMStringMap DataTransfer
DataTransferItem DataView Date DecompressionStream Deno DeviceMotionEvent DeviceOrientationEvent DisposableStack
Document DocumentFragment DocumentType DragEvent Element ElementInternals Ember Error ErrorEvent EvalError Event
EventSource EventTarget ExtendableEvent EyeDropper FaceDetector FetchEvent File FileList FileReader FileReaderSync
FinalizationRegistry Float16Array Float32Array Float64Array FocusEvent FontFace FormData FormDataEvent Function
Gamepad GamepadEvent Geolocation Given Handlebars HashChangeEvent Headers Highlight History Image ImageBitmap
ImageData Infinity InputEvent Int16Array Int32Array Int8Array IntersectionObserver IntersectionObserverEntry Intl
Iterator JSON Java KeyboardEvent KeyframeEffect L Location Map Math MathMLElement MediaRecorder MediaSource
MediaStream MessageChannel MessageEvent MessagePort Meteor MouseEvent MutationObserver MutationRecord NaN NamedNodeMap
Navigator Node NodeFilter NodeList Notification Number Object OfflineAudioContext OffscreenCanvas Option
OscillatorNode Packages PageTransitionEvent PannerNode Path2D PaymentRequest Performance PerformanceEntry
PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming
PeriodicWave PictureInPictureEvent PointerEvent Polymer PopStateEvent ProgressEvent Promise PromiseRejectionEvent
Proxy PublicKeyCredential PushEvent QUnit QuotaExceededError Range RangeError React ReactDOM
ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
ReadableStreamDefaultController ReadableStreamDefaultReader ReferenceError Reflect RegExp Request ResizeObserver
ResizeObserverEntry Response Sanitizer Screen ScrollTimeline SecurityPolicyViolationEvent Selection ServiceWorker Set
ShadowRealm ShadowRoot SharedArrayBuffer SharedWorker SourceBuffer SpeechRecognition SpeechSynthesisUtterance
StaticRange StereoPannerNode Storage StorageEvent String StylePropertyMap SubmitEvent SubtleCrypto SuppressedError
Symbol SyntaxError Temporal TestBed Text TextDecoder TextDecoderStream TextEncoder TextEncoderStream TextEvent
TextMetrics Then TimeRanges ToggleEvent Touch TouchEvent TrackEvent TransformStream TransformStreamDefaultController
TransitionEvent TreeWalker TrustedHTML TypeError UIEvent URIError URL URLPattern URLSearchParams Uint16Array
Uint32Array Uint8Array Uint8ClampedArray ValidityState VideoDecoder VideoEncoder VideoFrame ViewTransition
VisualViewport Vue WScript WeakMap WeakRef WeakSet WebAssembly WebSocket WebTransport WheelEvent When Window Worker
Worklet WritableStream WritableStreamDefaultController WritableStreamDefaultWriter XMLDocument XMLHttpRequest
XMLSerializer XPathEvaluator XSLTProcessor Zone addEventListener after afterAll afterEach alert angular assert
assertType atob before beforeAll beforeEach bench blur browser btoa cancelAnimationFrame cancelIdleCallback chai
chrome clearImmediate clearInterval clearTimeout close confirm console context createImageBitmap crypto cy d3
decodeURI decodeURIComponent define describe dispatchEvent done encodeURI encodeURIComponent escape eval expect
expectAsync expectTypeOf exports fail fbq fdescribe fetch fit focus ga gapi getComputedStyle getSelection global
globalThis google grecaptcha gtag importClass importPackage importScripts inject isFinite isNaN it jQuery jasmine java
jest ko load localStorage matchMedia module moment moveBy moveTo navigator open page parseFloat parseInt pending
performance postMessage print process prompt queueMicrotask quit read readFile registerPaint registerProcessor
removeEventListener reportError requestAnimationFrame requestIdleCallback require requirejs resizeBy resizeTo runs
scroll scrollBy scrollTo sessionStorage setImmediate setInterval setTimeout setup should sinon skipWaiting specify
spyOn spyOnProperty stop structuredClone suite suiteSetup suiteTeardown teardown test undefined unescape vi vitest
waitsFor xcontext xdescribe xit xspecify xtest
`);

/** Classes of the page that come in families: HTMLElement, SVGRect, CSSRule ... */
const javascriptFamilies =
  /^(?:HTML|SVG|CSS|DOM|RTC|WebGL|IDB|GPU|XR|USB|HID|NFC|MIDI|Media|Audio|Performance|Readable|Writable|Transform|Compression|Decompression|Crypto|Text|Speech|Font|Push|Sensor|Bluetooth)[A-Z]\w*$/;

/** Of Python 3, with those that tools and Windows add. */
const pythonBuiltins: ReadonlySet<string> = wordsOf(`
ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup
False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError
ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError
MemoryError ModuleNotFoundError NameError None NotADirectoryError NotImplemented NotImplementedError OSError
OverflowError PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError
ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning
SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError
__build_class__ __import__ abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod
compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset
getattr globals hasattr hash help hex id input int isinstance issubclass iter len license list locals map max
memoryview min next object oct open ord pow print property quit range repr reveal_type reversed round set setattr
slice sorted staticmethod str sum super tuple type vars zip
`);

/** Modules that come with Python, also those of versions before and after. */
export const pythonModules: ReadonlySet<string> = wordsOf(`
abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii
bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall
compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime
dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac
html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale
logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib
nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil
platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat
queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil
signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat
statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile
termios textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle
turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound
wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
`);

/** Modules that come with Node. */
export const nodeModules: ReadonlySet<string> = wordsOf(`
assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events
fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl sqlite stream
string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib
`);

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
