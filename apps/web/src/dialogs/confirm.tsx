/** May this be done? */
import type { Confirmation } from "./dialogs.tsx"
import { Sheet } from "./sheet.tsx"

export const Confirm = ({ asked, close }: { readonly asked: Confirmation; readonly close: () => void }) => (
  <Sheet title={asked.title} close={close}>
    <div className="sheet-form">
      <p>{asked.text}</p>
      <div className="actions is-end">
        <button type="button" className="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          className="button is-main"
          onClick={() => {
            close()
            asked.act()
          }}
        >
          {asked.action}
        </button>
      </div>
    </div>
  </Sheet>
)
