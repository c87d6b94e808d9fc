const utf8 = new TextDecoder()

/**
 * A `Response` whose bytes are here already: read as often as wanted, and as the stream that `fetch` would have made of them
 * only where somebody asks for one, since making and reading it costs more than all the rest of a call.
 */
export class WholeResponse extends Response {
  readonly #bytes: Uint8Array<ArrayBuffer> | null
  readonly #url: string
  #stream: ReadableStream<Uint8Array<ArrayBuffer>> | null = null
  #used = false

  /** `bytes` is null for a status without a body (fetch, "null body status"). */
  constructor(url: string, bytes: Uint8Array<ArrayBuffer> | null, init: ResponseInit) {
    super(null, init)
    this.#bytes = bytes
    this.#url = url
  }

  override get url(): string {
    return this.#url
  }

  /** As `fetch` has it: an SDK tells by it whether the answer was read. */
  override get bodyUsed(): boolean {
    return this.#used
  }

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    this.#stream ??= new Response(this.#bytes).body
    return this.#stream
  }

  override clone(): WholeResponse {
    return new WholeResponse(this.#url, this.#bytes, this)
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(this.#read())
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(this.#read()).buffer
  }

  override async text(): Promise<string> {
    return utf8.decode(this.#read())
  }

  override async json(): Promise<unknown> {
    return JSON.parse(utf8.decode(this.#read()))
  }

  override async blob(): Promise<Blob> {
    return new Blob([this.#read()], { type: this.headers.get('content-type') ?? '' })
  }

  override async formData(): ReturnType<Response['formData']> {
    return new Response(this.#read(), { headers: this.headers }).formData()
  }

  #read(): Uint8Array<ArrayBuffer> {
    this.#used = this.#bytes !== null
    return this.#bytes ?? new Uint8Array()
  }
}
