import { Component, type ReactNode } from 'react'
import { Trouble } from '../parts/trouble.tsx'

/** A page that fails takes nothing else with it, and can be tried again. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return (
      <main className="page">
        <Trouble error={this.state.error} retry={() => this.setState({ error: null })} />
      </main>
    )
  }
}
